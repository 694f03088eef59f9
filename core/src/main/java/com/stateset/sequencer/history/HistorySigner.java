package com.stateset.sequencer.history;

import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.LogName;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs the heads of streams, and never two histories of one. Thread-safe.
 *
 * <h2>What must hold</h2>
 *
 * <ol>
 *   <li><b>One history.</b> All heads of a stream that were ever signed lie on one line: of any two, the larger tree has the
 *       smaller as its beginning. Two that do not are lasting proof against the signer.
 *   <li><b>Durable first.</b> A checkpoint is released only when the events it covers are durable. It is made of what {@code
 *       EventStore.append} has returned, or of a head that was read; never of a plan.
 *   <li><b>Nothing is put right in silence.</b> A stored history that is not the one known stops its stream: no append reaches
 *       the store, nothing is signed, nothing is overwritten, until an administrator {@linkplain HeadsLog accepts} what is
 *       there. Reading goes on. A stopped stream stays in memory, and is one of those that {@link #requireNoneStopped} names.
 * </ol>
 *
 * <h2>How it is known</h2>
 *
 * <p>Per stream there is one {@link SeenHistory}: the largest head seen, and the largest that was signed, which it extends.
 * It begins with the checkpoint that the store has kept, and with the stream's last entry in the heads log; the one's signature,
 * and that the stored tree extends both, are verified when the stream is first touched, before the first append. From there the line grows in two ways. A group appended by this process
 * tells its tree before and after: if <em>before</em> is the head seen, or was proved to extend it by the append, <em>after</em>
 * extends it, and there is nothing to read. Any other head, of another process's append or of a reading, is proved to extend the one seen (or to be extended by
 * it) from the stored tiles, a few rows. If it cannot be, the stream stops.
 *
 * <p>An append is measured by the head seen: the store refuses it if what is stored does not extend that. As long as this process
 * is the only one that appends, that takes no read; where the stream has grown otherwise, the store proves it from a few tiles
 * under its lock, before anything is written. So a history that was replaced takes no event, however long it is.
 *
 * <p>A smaller head than the last signed may be signed as well: callers of an earlier group may come later. That is no second
 * history, as long as it is on the line; a group that was noted there as it came carries the line's identity ({@link
 * SeenHistory#chain}) and is believed without a read, for as long as that line goes on.
 *
 * <h2>What can race</h2>
 *
 * <p>The lane that has a stream notes advances; callers of groups, readers and the worker of the heads log ask for signatures, on their
 * own threads; a flusher keeps what was signed; an administrator may accept; all of that in several processes. Within one,
 * every change of a {@code SeenHistory} is one atomic operation on the map, without I/O in it. What took a read is decided
 * before and applied only if the value it was decided on is still there; otherwise it is decided again. So no thread waits
 * for another's I/O here, but an administrator who accepts and what keeps checkpoints for each other; and a late notice can move nothing backwards. A verdict that was reached on a line that an
 * administrator has replaced meanwhile does not stop the new one.
 *
 * <p>Between processes there is no other memory than the database. What an administrator has accepted in one of them the others
 * learn from there, before they refuse: {@link LineStart}. Each signs only what extends what it has itself seen and
 * what it found kept. Two that see one database see one line: heads move under the stream's lock, by compare-and-set, and one
 * row holds them. If the database shows two processes two histories, the one that has seen the other line stops.
 *
 * <h2>What a crash loses</h2>
 *
 * <p>A signature is made when it is asked for, and kept up to a second later: no caller waits for a second write. A crash in
 * between loses the memory of the signature, not of the history. The head row that the checkpoint speaks of was committed,
 * with its root, before the signature was made; the next start finds a head at or beyond it, on the same line, and can
 * sign only what extends it. Only one who alters the database at that very moment could have the signer begin anew after the
 * checkpoint kept before; holders of the lost one, agents and witnesses, have the proof then. On {@code close}, and before a
 * head goes into the heads log, everything is kept. A stream's first head is signed and kept unasked, within a second: events
 * without any signature look like forged ones.
 *
 * <h2>Memory</h2>
 *
 * <p>An eighth of the heap, a GiB at most: 300 to 700 bytes for each stream. Beyond it streams are forgotten that were not in use lately, but only what
 * is kept by the store, and a stream that is stopped never. A forgotten stream begins again with what was kept.
 *
 * <p>Without a signing key nothing is signed, and all else holds: heads are checked, proofs made, streams stopped.
 */
public final class HistorySigner {

    private static final Logger LOG = LoggerFactory.getLogger(HistorySigner.class);

    private final EventStore store;
    private final LogKeys keys;
    private final SeenHistories streams;
    private final LineCheck line;
    private final LineStart start;

    /**
     * Makes a signer of the streams of a store. Reads which keys the sequencer has had.
     *
     * @param key what signs; null for nothing
     */
    public HistorySigner(EventStore store, LogName name, @Nullable SigningKey key) {
        this.store = store;
        this.keys = new LogKeys(name, key, store);
        this.streams = new SeenHistories(keys, SeenHistories.BYTES);
        this.line = new LineCheck(store, streams);
        this.start = new LineStart(store, keys, streams, line);
    }

    LogKeys keys() {
        return keys;
    }

    LineStart start() {
        return start;
    }

    LineCheck check() {
        return line;
    }

    EventStore store() {
        return store;
    }

    /**
     * Returns if a stream may take events. Its first call for a stream reads what was kept of it.
     *
     * @throws StreamStoppedException if it may not
     */
    public void requireRunning(StreamId stream) {
        start.seen(stream).requireRunning(stream);
    }

    /**
     * Returns if no stream is stopped.
     *
     * @throws StreamStoppedException for one that is
     */
    public void requireNoneStopped() {
        for (StreamId stream : streams.stopped()) {
            requireRunning(stream);
        }
    }

    /** What differs, if a stream is known to be stopped; null if not. Reads nothing. */
    public @Nullable String differenceOf(StreamId stream) {
        SeenHistory seen = streams.get(stream);
        return seen == null ? null : seen.difference();
    }

    /** The largest head seen of a stream, for an append to be measured by; null for none. Reads nothing. */
    public @Nullable TreeHead known(StreamId stream) {
        SeenHistory seen = streams.get(stream);
        return seen == null ? null : seen.head();
    }

    /**
     * Notes what a group has made of a stream, durably; returns it for the group's callers. Reads nothing.
     *
     * @param known the head that the group was measured by: the store has proved that the tree extends it; null for none
     */
    public AppendedHistory advanced(StreamId stream, @Nullable TreeHead known, AppendedEntries tree) {
        TreeHead before = tree.before().head();
        CompactRange after = tree.after();
        SeenHistory seen = streams.update(
                stream,
                now -> !now.isStopped()
                                && (now.head().equals(before) || now.head().equals(known))
                        ? now.at(after)
                        : now);
        if (keys.canSign() && (seen == null || seen.signed() == null)) {
            streams.keepSoon(stream);
        }
        return new AppendedHistory(
                this, stream, tree, seen == null ? NotedHead.read(after.head()) : NotedHead.of(after.head(), seen));
    }

    /**
     * The line that a stream is on, to be compared by identity: another one begins when an administrator accepts another history.
     * Null if nothing is known of the stream. Reads nothing.
     */
    public @Nullable HistoryLine line(StreamId stream) {
        SeenHistory seen = streams.get(stream);
        return seen == null ? null : seen.chain();
    }

    /** Whether a stream runs on a line. Reads nothing. */
    boolean runsOn(StreamId stream, HistoryLine line) {
        SeenHistory seen = streams.get(stream);
        return seen != null && !seen.isStopped() && seen.chain() == line;
    }

    /**
     * Stops a stream because its store has refused an append measured by a head, unless another history was accepted since. Reads
     * nothing; that one may have been accepted in another process is found by who asks next.
     *
     * @param decidedOn the line that the stream was on before the head was looked up; null if nothing was known of it
     * @param difference what differs
     */
    public void stop(StreamId stream, @Nullable HistoryLine decidedOn, String difference) {
        LOG.debug("Refused by the store", streams.stop(stream, decidedOn, difference));
    }

    /** Returns a stream's history as it is, without new events. */
    public AppendedHistory current(StreamId stream) {
        CompactRange edge = checkedEdge(stream);
        return new AppendedHistory(
                this, stream, AppendedEntries.ofRecords(edge, List.of()), NotedHead.read(edge.head()));
    }

    /** Returns a stream's head as it is stored, checked. */
    TreeHead head(StreamId stream) {
        return checkedEdge(stream).head();
    }

    /** Returns a head of a stream that is checked, and not smaller than {@code size} if any is. Reads only if it must. */
    TreeHead headCovering(StreamId stream, long size) {
        SeenHistory seen = start.seen(stream);
        seen.requireRunning(stream);
        return seen.head().size() >= size ? seen.head() : head(stream);
    }

    /** Signs a stream's head, if there is one and a key; what was signed already is returned again. */
    Optional<SignedCheckpoint> checkpoint(StreamId stream) {
        return checkpointOf(stream, NotedHead.read(head(stream)));
    }

    /**
     * Signs a head.
     *
     * @throws StreamStoppedException if it is not on the line of the heads that were signed
     */
    Optional<SignedCheckpoint> checkpointOf(StreamId stream, NotedHead noted) {
        TreeHead head = noted.head();
        if (!keys.canSign() || head.size() == 0) {
            return Optional.empty();
        }
        SignedCheckpoint made = null;
        while (made == null) {
            SeenHistory seen = requireOnLine(stream, noted);
            CompactCheckpoint signed = seen.signed();
            made = signed != null && signed.head().equals(head)
                    ? keys.whole(stream, signed)
                    : streams.remember(stream, seen.chain(), keys.sign(keys.origin(stream), head));
        }
        return Optional.of(made);
    }

    /** Returns the last checkpoint that this process, or as far as it is kept any other, has signed. */
    Optional<SignedCheckpoint> lastSigned(StreamId stream) {
        return start.following(stream, () -> lastSignedOnLine(stream));
    }

    private Optional<SignedCheckpoint> lastSignedOnLine(StreamId stream) {
        SeenHistory seen = start.seen(stream);
        seen.requireRunning(stream);
        Optional<SignedNote> note = keys.haveSigned() ? store.history().checkpoint(stream) : Optional.empty();
        Optional<SignedCheckpoint> mine = keys.signedOf(stream, seen);
        if (note.isEmpty() || mine.map(SignedCheckpoint::note).equals(note)) {
            return mine;
        }
        SignedCheckpoint kept = start.read(stream, note.get(), seen);
        if (kept.head().size() > seen.signedSize()) {
            SeenHistory proved = requireOnLine(stream, NotedHead.read(kept.head()));
            if (kept.origin().equals(keys.origin(stream))) {
                streams.update(
                        stream,
                        now -> now.chain() == proved.chain()
                                ? now.signed(keys.compact(stream, kept))
                                        .kept(kept.head().size())
                                : now);
            } else if (keys.canSign()) {
                streams.remember(stream, proved.chain(), keys.sign(keys.origin(stream), kept.head()));
            }
        }
        return keys.signedOf(stream, start.seen(stream));
    }

    /**
     * Returns if a head is on a stream's line, up to what is stored.
     *
     * @return what is known of the stream
     */
    SeenHistory requireOnLine(StreamId stream, NotedHead noted) {
        TreeHead head = noted.head();
        while (true) {
            SeenHistory seen = start.seen(stream);
            seen.requireRunning(stream);
            if (noted.isOn(seen.chain()) || seen.head().equals(head)) {
                return seen;
            }
            if (noted.isOfAnother(seen.chain())) {
                return requireFormer(stream, head);
            }
            if (head.size() <= seen.head().size()) {
                line.requireExtension(stream, seen, head, seen.head());
                return seen;
            }
            line.requireExtension(stream, seen, seen.head(), head);
            // Another head that came in meanwhile extends the same one, but perhaps not this: then again.
            if (streams.replace(stream, seen, seen.at(head))) {
                return seen.at(head);
            }
        }
    }

    /** A head from before another history was accepted says nothing against that one. */
    private SeenHistory requireFormer(StreamId stream, TreeHead head) {
        if (!isOnLine(stream, head)) {
            throw new StreamStoppedException(
                    stream, "its head of " + head.size() + " events is of a history before the one that was accepted");
        }
        return start.seen(stream);
    }

    /** Whether a head is on the line of a stream that runs. A head that is not says nothing against the stream. */
    boolean isOnLine(StreamId stream, TreeHead head) {
        try {
            TreeHead known = headCovering(stream, head.size());
            if (known.size() < head.size()) {
                return false;
            }
            line.verifyExtension(stream, head, known);
            return true;
        } catch (LogVerificationException | StreamStoppedException e) {
            LOG.debug("Not a head of {}", stream, e);
            return false;
        }
    }

    /** How many streams are in memory. */
    public int remembered() {
        return streams.size();
    }

    /** How many streams are stopped. */
    int stoppedStreams() {
        return streams.stopped().size();
    }

    /** Whether there is a key to sign with. */
    public boolean signs() {
        return keys.canSign();
    }

    /**
     * Keeps all that was signed and is not kept; of a stream that was never signed and has got events, its head is signed first.
     * A stream that fails is tried again the next time, and holds no other up; a store that cannot be reached ends it.
     *
     * @throws RuntimeException what the first one that failed has thrown
     */
    public void keepAll() {
        streams.keepAll(store.history(), this::signFirst);
    }

    private void signFirst(StreamId stream) {
        SeenHistory seen = keys.canSign() ? start.seen(stream) : null;
        if (seen != null && !seen.isStopped() && seen.signed() == null) {
            // Since it has got events, it was forgotten if it has none here.
            NotedHead first = seen.head().size() > 0 ? NotedHead.of(seen.head(), seen) : NotedHead.read(head(stream));
            checkpointOf(stream, first)
                    .ifPresent(signed -> LOG.debug("The first checkpoint of {} is of {}", stream, signed.head()));
        }
    }

    /** Keeps what was signed of a stream, then does what replaces it there, while nothing else is being kept by this process. */
    <T> T replacing(StreamId stream, Supplier<T> work) {
        return streams.replacing(stream, store.history(), work);
    }

    /** Keeps what was signed of streams: {@link SeenHistories#keepEach}. */
    Set<StreamId> keepEach(Set<StreamId> some, BooleanSupplier isEnough) {
        return streams.keepEach(some, store.history(), isEnough);
    }

    /**
     * Takes a history as the stream's, and its checkpoint, which the store has kept, as the last that was signed.
     *
     * @param breakIndex where the break is in the heads log; {@link HistoryLine#NEVER} if there is none
     */
    void accepted(StreamId stream, TreeHead head, @Nullable SignedCheckpoint kept, long breakIndex) {
        CompactCheckpoint signed = kept == null ? null : keys.compact(stream, kept);
        streams.accepted(stream, SeenHistory.startingAt(new HistoryLine(breakIndex), head, signed));
    }

    private CompactRange checkedEdge(StreamId stream) {
        return start.following(stream, () -> edgeOnLine(stream));
    }

    private CompactRange edgeOnLine(StreamId stream) {
        SeenHistory before = start.seen(stream);
        before.requireRunning(stream);
        CompactRange edge = line.storedEdge(stream, before);
        requireOnLine(stream, NotedHead.read(edge.head()));
        streams.update(stream, now -> now.edge() == null && now.head().equals(edge.head()) ? now.at(edge) : now);
        return edge;
    }
}
