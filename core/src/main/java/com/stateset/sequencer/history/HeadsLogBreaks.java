package com.stateset.sequencer.history;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EnteredBreak;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.HeadsLogStore;
import com.stateset.sequencer.tlog.LogProver;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.Optional;

/**
 * The breaks in the heads log: where an administrator has accepted another history, in whichever process. A row says nothing by
 * itself; it counts if it is under a checkpoint of the log that a key of this sequencer has signed, proved by the log's tiles: a
 * signer enters no break but for an administrator.
 *
 * <p>A break is told from those of before by its index. So one of earlier days, that somebody puts back together with the rows of
 * those days, is none; but nor is one that an administrator enters after a backup was restored that is older than the last
 * break: processes that knew that one have to be started again.
 *
 * <p>Reads a row or two and, for a proof, the checkpoint and the break's tiles. Thread-safe, without state.
 */
final class HeadsLogBreaks {

    private final EventStore store;
    private final LogKeys keys;

    HeadsLogBreaks(EventStore store, LogKeys keys) {
        this.store = store;
        this.keys = keys;
    }

    /** Returns where the last break of any stream stands, believed or not; {@link HistoryLine#NEVER} for none. */
    long last() {
        return keys.haveSigned() ? indexOf(log().lastBreak()) : HistoryLine.NEVER;
    }

    /**
     * Returns the last break of a stream, if it stands behind an index and is signed.
     *
     * @throws LogVerificationException if it is not, or the log does not lead to its checkpoint
     */
    Optional<EnteredBreak> signedSince(StreamId stream, long index) {
        return keys.haveSigned() ? signed(log().lastBreak(stream), index) : Optional.empty();
    }

    /**
     * Returns the last break of any stream, if it stands behind an index and is signed.
     *
     * @throws LogVerificationException if it is not, or the log does not lead to its checkpoint
     */
    Optional<EnteredBreak> signedSince(long index) {
        return keys.haveSigned() ? signed(log().lastBreak(), index) : Optional.empty();
    }

    private Optional<EnteredBreak> signed(Optional<EnteredBreak> last, long since) {
        Optional<EnteredBreak> found = last.filter(each -> each.index() > since);
        Optional<SignedNote> note = found.isEmpty() ? Optional.empty() : log().checkpoint();
        if (found.isEmpty() || note.isEmpty()) {
            return Optional.empty();
        }
        TreeHead head = keys.readRenamed(note.get(), keys.headsOrigin()).head();
        if (found.get().index() >= head.size()) {
            return Optional.empty();
        }
        new LogProver(log().tiles(), head.size())
                .inclusion(found.get().index())
                .verify(found.get().entry().recordHash(), head.root());
        return found;
    }

    private static long indexOf(Optional<EnteredBreak> found) {
        return found.map(EnteredBreak::index).orElse(HistoryLine.NEVER);
    }

    private HeadsLogStore log() {
        return store.history().headsLog();
    }
}
