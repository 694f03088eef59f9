package com.stateset.sequencer.history;

import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EnteredBreak;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.HistoryStore;
import com.stateset.sequencer.spi.HistoryStore.KeptHistory;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.Optional;
import java.util.function.Supplier;
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
 *   <li>it is {@linkplain HeadsLogBreaks signed};
 *   <li>it came after this line had begun: its index is beyond that of the last break that was there then;
 *   <li>what is stored extends it, and all else that is kept of the stream.
 * </ul>
 *
 * <p>Then the stream goes on, as if this process had been started now. It learns of it when it is next asked about the stream,
 * and reads three rows and the break's tiles for that. A stream that runs is not looked at, and one that is stopped {@linkplain
 * LookInterval once a second} at most, by one of those who ask, on their own threads: a lane never does, but fails what it has of
 * the stream, and who waits for that asks. So a caller may be refused for a second after the break was signed. Without a key
 * nothing is entered or signed, so each process has to be told.
 */
final class LineStart {

    private static final Logger LOG = LoggerFactory.getLogger(LineStart.class);

    private final EventStore store;
    private final LogKeys keys;
    private final SeenHistories streams;
    private final LineCheck line;
    private final HeadsLogBreaks breaks;

    LineStart(EventStore store, LogKeys keys, SeenHistories streams, LineCheck line) {
        this.store = store;
        this.keys = keys;
        this.breaks = new HeadsLogBreaks(store, keys);
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
        KeptHistory found = kept(stream);
        HistoryLine begun =
                new HistoryLine(found.lastBreak().map(EnteredBreak::index).orElse(HistoryLine.NEVER));
        Optional<SignedNote> note = found.checkpoint();
        SignedCheckpoint kept =
                note.isEmpty() ? null : read(stream, note.get(), SeenHistory.startingAt(begun, TreeHead.EMPTY, null));
        TreeHead signed = kept == null ? TreeHead.EMPTY : kept.head();
        TreeHead entered = found.lastEntry().map(HeadsLogEntry::head).orElse(TreeHead.EMPTY);
        boolean renamed = kept != null && !kept.origin().equals(keys.origin(stream));
        SeenHistory start = SeenHistory.startingAt(
                begun,
                signed.size() < entered.size() ? entered : signed,
                kept == null || renamed ? null : keys.compact(stream, kept));
        if (start.head().size() == 0) {
            return start;
        }
        CompactRange edge = line.storedEdge(stream, start);
        line.requireExtension(stream, start, signed, edge.head());
        line.requireExtension(stream, start, entered, edge.head());
        return renamed && keys.canSign()
                ? start.at(edge).signed(keys.compact(stream, keys.sign(keys.origin(stream), signed)))
                : start.at(edge);
    }

    /** Of a sequencer that never had a key, only what another one has entered counts. */
    private KeptHistory kept(StreamId stream) {
        return keys.haveSigned()
                ? history().kept(stream)
                : new KeptHistory(
                        Optional.empty(), Optional.empty(), history().headsLog().last(stream));
    }

    /**
     * Reads a checkpoint that was kept of a stream.
     *
     * @throws StreamStoppedException if no key of this sequencer has signed it
     */
    SignedCheckpoint read(StreamId stream, SignedNote note, SeenHistory seen) {
        try {
            return keys.readRenamed(note, keys.origin(stream));
        } catch (LogVerificationException e) {
            throw line.stop(
                    stream, seen, "the checkpoint kept of it was not signed by this sequencer: " + e.getMessage());
        }
    }

    /**
     * What is known of a stream. Its first call for a stream reads what was kept of it, and one call a second for one that is
     * stopped if what is there was accepted in another process.
     */
    SeenHistory seen(StreamId stream) {
        SeenHistory seen = streams.get(stream);
        if (seen == null) {
            return streams.begin(stream, of(stream));
        }
        if (!seen.isStopped() || !seen.chain().takeLook() || !follow(stream, seen)) {
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

    /** Lets a stream that is stopped go on if its history was accepted in another process; returns if it does. */
    private boolean follow(StreamId stream, SeenHistory stopped) {
        try {
            Optional<TreeHead> accepted = breaks.signedSince(
                            stream, stopped.chain().acceptedAt())
                    .map(found -> found.entry().head());
            if (accepted.isEmpty()) {
                return false;
            }
            SeenHistory next = of(stream);
            line.verifyExtension(stream, accepted.get(), next.head());
            if (!streams.follow(stream, stopped, next)) {
                return false;
            }
            LOG.warn(
                    "The stream {} goes on: its history of {} was accepted in another process", stream, accepted.get());
            return true;
        } catch (SequencerException | LogVerificationException | IndexOutOfBoundsException e) {
            LOG.debug("The stream {} stays stopped", stream, e);
            return false;
        }
    }

    private HistoryStore history() {
        return store.history();
    }
}
