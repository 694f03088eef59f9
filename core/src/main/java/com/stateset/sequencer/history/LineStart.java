package com.stateset.sequencer.history;

import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EnteredBreak;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.HeadsLogStore;
import com.stateset.sequencer.spi.HistoryStore;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.LogProver;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a stream's line begins with in this process: with what the store has kept of it, and, where an administrator has accepted
 * another history in another process, with that. Thread-safe: its state is that of {@link SeenHistories}.
 *
 * <p><b>Another name.</b> If the log name has changed, the checkpoint that was kept is one under the earlier name. It binds all the same: a key of
 * this sequencer has signed it, and the stored tree must extend it. Then the same head is signed under the name that holds now,
 * so there is one line under two names; what is kept is that one as soon as anything is.
 *
 * <p><b>Accepted in another process.</b> A process that is asked to accept a history enters a break into the heads log, signs it, and
 * puts the checkpoint of what it accepts in the place of the one kept. Others that have seen the history of before find the
 * stream contradicting it and stop; before they refuse, they look for that break. It counts only if
 *
 * <ul>
 *   <li>it is under a checkpoint of the heads log that a key of this sequencer has signed, proved by the log's tiles: a row says
 *       nothing, and a signer enters no break but for an administrator;
 *   <li>it came after this line had begun: its index is beyond that of the last break that was there then. So one of earlier
 *       days, that somebody puts back together with the history of those days, is none;
 *   <li>what is stored extends it, and all else that is kept of the stream.
 * </ul>
 *
 * <p>Then the stream goes on, as if this process had been started now. It learns of it when it is next asked about the stream,
 * and reads three rows and the break's tiles for that; a stream that runs is not looked at. Without a key nothing is entered
 * or signed, so each process has to be told.
 */
final class LineStart {

    private static final Logger LOG = LoggerFactory.getLogger(LineStart.class);

    private final EventStore store;
    private final LogKeys keys;
    private final SeenHistories streams;
    private final LineCheck line;
    private final AtomicLong followed = new AtomicLong();

    LineStart(EventStore store, LogKeys keys, SeenHistories streams, LineCheck line) {
        this.store = store;
        this.keys = keys;
        this.streams = streams;
        this.line = line;
    }

    /**
     * Returns what a stream begins with: the checkpoint that was kept and its last entry in the heads log, if the stored tree
     * extends both.
     *
     * @throws StreamStoppedException if it does not
     */
    private SeenHistory of(StreamId stream) {
        // First: a break that comes later is then one that this line does not know of.
        HistoryLine begun = new HistoryLine(acceptedAt(stream));
        Optional<SignedNote> note = keys.haveSigned() ? history().checkpoint(stream) : Optional.empty();
        SignedCheckpoint kept =
                note.isEmpty() ? null : read(stream, note.get(), SeenHistory.startingAt(begun, TreeHead.EMPTY, null));
        TreeHead signed = kept == null ? TreeHead.EMPTY : kept.head();
        TreeHead entered = log().last(stream).map(HeadsLogEntry::head).orElse(TreeHead.EMPTY);
        boolean renamed = kept != null && !kept.origin().equals(keys.origin(stream));
        SeenHistory start =
                SeenHistory.startingAt(begun, signed.size() < entered.size() ? entered : signed, renamed ? null : kept);
        if (start.head().size() == 0) {
            return start;
        }
        TreeHead head = line.storedEdge(stream, start).head();
        line.requireExtension(stream, start, signed, head);
        line.requireExtension(stream, start, entered, head);
        return renamed && keys.canSign()
                ? start.at(head).signed(keys.sign(keys.origin(stream), signed))
                : start.at(head);
    }

    /**
     * Reads a checkpoint that was kept of a stream.
     *
     * @throws StreamStoppedException if no key of this sequencer has signed it
     */
    SignedCheckpoint read(StreamId stream, SignedNote note, @Nullable SeenHistory seen) {
        try {
            return keys.readRenamed(note, keys.origin(stream));
        } catch (LogVerificationException e) {
            throw line.stop(
                    stream, seen, "the checkpoint kept of it was not signed by this sequencer: " + e.getMessage());
        }
    }

    /**
     * What is known of a stream. Its first call for a stream reads what was kept of it, and each call for one that is stopped if
     * what is there was accepted in another process.
     */
    SeenHistory seen(StreamId stream) {
        SeenHistory seen = streams.get(stream);
        if (seen == null) {
            return streams.begin(stream, of(stream));
        }
        if (!seen.isStopped() || !follow(stream, seen)) {
            return seen;
        }
        SeenHistory now = streams.get(stream);
        return now == null ? seen(stream) : now;
    }

    /** Does what may find that a stream has another history; again if that one was accepted in another process. */
    <T> T following(StreamId stream, Supplier<T> work) {
        while (true) {
            SeenHistory before = streams.get(stream);
            try {
                return work.get();
            } catch (StreamStoppedException e) {
                if (before == null || !isOnAnother(stream, before.chain())) {
                    throw e;
                }
            }
        }
    }

    private boolean isOnAnother(StreamId stream, HistoryLine line) {
        SeenHistory now = seen(stream);
        return !now.isStopped() && now.chain() != line;
    }

    /** How often a stream went on because its history was accepted in another process. */
    long followed() {
        return followed.get();
    }

    /** Lets a stream that is stopped go on if its history was accepted in another process; returns if it does. */
    private boolean follow(StreamId stream, SeenHistory stopped) {
        try {
            Optional<TreeHead> accepted = acceptedSince(stream, stopped.chain());
            if (accepted.isEmpty()) {
                return false;
            }
            SeenHistory next = of(stream);
            line.verifyExtension(stream, accepted.get(), next.head());
            if (!streams.follow(stream, stopped, next)) {
                return false;
            }
            followed.incrementAndGet();
            LOG.warn(
                    "The stream {} goes on: its history of {} was accepted in another process", stream, accepted.get());
            return true;
        } catch (SequencerException | LogVerificationException | IndexOutOfBoundsException e) {
            LOG.debug("The stream {} stays stopped", stream, e);
            return false;
        }
    }

    /** The head of a break that came after a line had begun, and that is signed. */
    private Optional<TreeHead> acceptedSince(StreamId stream, HistoryLine begun) {
        Optional<EnteredBreak> found = keys.haveSigned()
                ? log().lastBreak(stream).filter(each -> each.index() > begun.acceptedAt())
                : Optional.empty();
        Optional<SignedNote> note = found.isEmpty() ? Optional.empty() : log().checkpoint();
        if (found.isEmpty() || note.isEmpty()) {
            return Optional.empty();
        }
        HeadsLogEntry entry = found.get().entry();
        TreeHead log = keys.readRenamed(note.get(), keys.headsOrigin()).head();
        new LogProver(log().tiles(), log.size()).inclusion(found.get().index()).verify(entry.recordHash(), log.root());
        return Optional.of(entry.head());
    }

    /** Where the last break of a stream stands, believed or not. */
    private long acceptedAt(StreamId stream) {
        return keys.haveSigned()
                ? log().lastBreak(stream).map(EnteredBreak::index).orElse(HistoryLine.NEVER)
                : HistoryLine.NEVER;
    }

    private HistoryStore history() {
        return store.history();
    }

    private HeadsLogStore log() {
        return history().headsLog();
    }
}
