package com.stateset.sequencer.history;

import com.stateset.sequencer.error.HeadsLogStoppedException;
import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.HeadsLogStore;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.LogProver;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.TreeHead;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends to the log of heads and signs its checkpoints; never two histories of it. Thread-safe.
 *
 * <p><b>What must hold.</b> Every checkpoint extends the one signed before, by this process or, as far as it was kept, by any
 * other; it is kept before it is released, so that no crash forgets one. It covers only entries that this process has made of
 * heads it has checked, or that were under a signed checkpoint already, or whose heads it finds on the lines of their streams:
 * entries that lie in the store unsigned may be those of a process that crashed before it signed, and may be forged. So only heads that
 * go forward on their streams' lines are taken over; a break only where an administrator accepts that very history again.
 *
 * <p><b>No head follows the break that replaces its history.</b> A head is signed some time before its entry. A break that comes in between,
 * of any stream and from any process, lets nothing be entered: what was signed is looked at again in the next round. It is seen, since
 * the last break is read after the right edge that the entries are appended to.
 *
 * <p><b>What can race.</b> The worker and an administrator in one process take turns by a lock, which is waited for no longer
 * than {@link #LONGEST_WAIT}. Several processes meet in the store: entries are appended by compare-and-set on the right edge,
 * and who comes second looks again: the worker in its next round, since the other one may have entered the same heads, a break at
 * once. What was signed is re-read before each signature, and must lie on one line with what this
 * process has signed. If not, the log {@linkplain HeadsLogStoppedException stops}: nothing is appended, signed or overwritten.
 *
 * <p><b>How it goes on.</b> Where an administrator accepts a stream's history, any stream's: here, or in another process, see
 * {@link HeadsLogStop}. Readers may stop the log at any time, beside the turn. A stop is ended in a turn alone, by the next append,
 * together with the memory of what was signed; then the log goes on as it is kept. So neither is lost under an append.
 */
final class HeadsLogSigner {

    private static final Logger LOG = LoggerFactory.getLogger(HeadsLogSigner.class);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final int ATTEMPTS = 10;
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(4);
    private static final int PAGE = 1000;
    private static final long NONE = -1;

    private final HistorySigner streams;
    private final LogKeys keys;
    private final HeadsLogStop stops;
    private final ReentrantLock lock = new ReentrantLock();

    /** The last checkpoint that was signed or found kept; written in turn. */
    private volatile @Nullable SignedCheckpoint signed;

    /** The entry that was not borne out the last time; under the lock. */
    private long doubted = NONE;

    HeadsLogSigner(HistorySigner streams) {
        this.streams = streams;
        this.keys = streams.keys();
        this.stops = new HeadsLogStop(new HeadsLogBreaks(streams.store(), keys));
    }

    /** Whether the log is stopped in this process. */
    HeadsLogStop stops() {
        return stops;
    }

    /** Returns the last checkpoint that was signed and kept, by whichever process. */
    Optional<SignedCheckpoint> lastSigned() {
        // What was signed before a stop that is over counts no more.
        SignedCheckpoint mine = stops.isOver() ? null : signed;
        SignedCheckpoint kept = keys.haveSigned() ? readable(this::kept) : null;
        boolean newer = kept != null
                && kept.origin().equals(keys.headsOrigin())
                && (mine == null || kept.head().size() > mine.head().size());
        return Optional.ofNullable(newer ? kept : mine);
    }

    /** Where the last break stands, of any stream; to be asked before heads are looked at for entries. */
    long lastBreak() {
        return readable(stops::lastBreak);
    }

    /**
     * Appends entries of heads that were checked, and signs the log's new head. Appends nothing if there are none, but signs
     * what lies there unsigned.
     *
     * @param lastBreak where the last one stood before the heads were looked at
     * @return false, and nothing is appended or signed, if another process has appended meanwhile: then a head of these may be
     *     entered already, and is not to be entered again; or if there is a later break: then a head may be of a history of before
     * @throws HeadsLogStoppedException if the stored log is not the one that was signed, or cannot be read
     */
    boolean append(Map<StreamId, HeadsLogEntry> entries, long lastBreak) {
        return inTurn(() -> {
            stops.requireRunning();
            stops.endIfOver(this::forget);
            try {
                return appendAndSign(entries, null, lastBreak).isPresent();
            } catch (UnsignedEntryException e) {
                throw doubt(e);
            }
        });
    }

    /**
     * Appends the entry of a stream whose history an administrator accepts, and goes on with the log as it was kept. Where other
     * processes append at the same time, it looks again, a few times.
     *
     * @return which entry it is
     */
    long appendBreak(StreamId stream, HeadsLogEntry entry) {
        return inTurn(() -> {
            stops.end(this::forget);
            SequencerException last =
                    new StoreUnavailableException("others append to the heads log all the time", null);
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                try {
                    OptionalLong size = appendAndSign(Map.of(stream, entry), entry, Long.MAX_VALUE);
                    if (size.isPresent()) {
                        stops.noteBreak(size.getAsLong() - 1);
                        return size.getAsLong() - 1;
                    }
                } catch (UnsignedEntryException e) {
                    last = e.unavailable();
                }
                LockSupport.parkNanos(SHORTEST_PAUSE.toNanos() << attempt);
            }
            throw last;
        });
    }

    /**
     * Appends to the log as it is now.
     *
     * @param accepted the entry of a history that is being accepted; null for none
     * @param lastBreak where the last break may stand
     * @return the size of the log that is signed now; empty, and nothing was appended or signed, if it has moved on
     */
    private OptionalLong appendAndSign(
            Map<StreamId, HeadsLogEntry> entries, @Nullable HeadsLogEntry accepted, long lastBreak) {
        List<Hash> records =
                entries.values().stream().map(HeadsLogEntry::recordHash).toList();
        CompactRange edge = readable(() -> {
            CompactRange stored = checkedEdge();
            requireHeadsOfStreams(signedSize(), stored.size(), accepted);
            return stored;
        });
        boolean isBroken = readable(() -> stops.noteBreaks(edge.size())) > lastBreak;
        AppendedEntries tree = AppendedEntries.ofRecords(edge, records);
        if (!records.isEmpty() && (isBroken || !log().append(tree, entries))) {
            return OptionalLong.empty();
        }
        sign(tree.head());
        return OptionalLong.of(tree.size());
    }

    /** Reads the log. What the store itself calls damaged stops it: without that, each round would fail, and no one be told. */
    <T> T readable(Supplier<T> read) {
        try {
            return read.get();
        } catch (StoreFailedException e) {
            throw stops.stop(String.valueOf(e.getMessage()));
        }
    }

    private void sign(TreeHead head) {
        if (head.size() == signedSize()) {
            return;
        }
        SignedCheckpoint next = keys.sign(keys.headsOrigin(), head);
        log().keepCheckpoint(head.size(), next.note());
        signed = next;
    }

    /** The right edge that is stored, if it extends all that was signed. */
    private CompactRange checkedEdge() {
        SignedCheckpoint mine = signed;
        SignedCheckpoint kept = kept();
        if (mine != null && (kept == null || kept.head().size() < mine.head().size())) {
            throw stops.stop("the checkpoint that is kept is of "
                    + (kept == null ? 0 : kept.head().size()) + " entries, but one of "
                    + mine.head().size() + " was signed");
        }
        CompactRange edge = log().rightEdge();
        if (mine != null && (kept == null || !mine.equals(kept))) {
            requireExtension(mine.head(), edge.head());
        }
        if (kept != null) {
            requireExtension(kept.head(), edge.head());
            signed = underThisName(kept);
        }
        return edge;
    }

    /** A checkpoint that was signed under an earlier name is signed, and kept, under the one that holds now. */
    private SignedCheckpoint underThisName(SignedCheckpoint kept) {
        if (kept.origin().equals(keys.headsOrigin())) {
            return kept;
        }
        SignedCheckpoint renamed = keys.sign(keys.headsOrigin(), kept.head());
        log().keepCheckpoint(kept.head().size(), renamed.note());
        return renamed;
    }

    private @Nullable SignedCheckpoint kept() {
        Optional<SignedNote> note = log().checkpoint();
        try {
            return note.isEmpty() ? null : keys.readRenamed(note.get(), keys.headsOrigin());
        } catch (LogVerificationException e) {
            throw stops.stop("the checkpoint that is kept was not signed by this sequencer: " + e.getMessage());
        }
    }

    private void requireExtension(TreeHead earlier, TreeHead later) {
        if (later.size() < earlier.size()) {
            throw stops.stop("it has " + later.size() + " entries, but had " + earlier.size() + " before");
        }
        try {
            new LogProver(log().tiles(), later.size())
                    .consistency(earlier.size())
                    .verify(earlier.root(), later.root());
        } catch (LogVerificationException e) {
            throw stops.stop(String.valueOf(e.getMessage()));
        }
    }

    /** Entries that are not signed yet are believed if their streams bear them out: see {@link #isBorneOut}. */
    private void requireHeadsOfStreams(long from, long to, @Nullable HeadsLogEntry accepted) {
        for (long at = from; at < to; ) {
            List<HeadsLogEntry> page = log().entries(at, (int) Math.min(PAGE, to - at));
            if (page.isEmpty()) {
                throw stops.stop("entry " + at + " is missing");
            }
            Map<Hash, StreamId> named = new StreamIds(streams.store()).named(page);
            for (HeadsLogEntry entry : page) {
                StreamId stream = named.get(entry.streamId());
                if (stream == null || !isBorneOut(at, stream, entry, accepted)) {
                    throw new UnsignedEntryException(at);
                }
                at++;
            }
        }
        doubted = NONE;
    }

    /**
     * Whether an unsigned entry may be signed. A head must be on the stream's line and beyond the entry before. A break is not
     * believed, whoever wrote it, but where an administrator accepts this stream's history now, and the break is on the line that
     * is accepted: it is one that was entered and not signed when that was tried before.
     */
    private boolean isBorneOut(long at, StreamId stream, HeadsLogEntry entry, @Nullable HeadsLogEntry accepted) {
        TreeHead line = accepted != null && accepted.streamId().equals(entry.streamId()) ? accepted.head() : null;
        if (entry.kind() != HeadsLogEntry.Kind.HEAD) {
            return line != null && leadsTo(stream, entry.head(), line);
        }
        long before =
                log().last(stream, at).map(earlier -> earlier.head().size()).orElse(0L);
        return entry.head().size() > before
                && (line != null ? leadsTo(stream, entry.head(), line) : streams.isOnLine(stream, entry.head()));
    }

    private boolean leadsTo(StreamId stream, TreeHead earlier, TreeHead later) {
        if (earlier.size() > later.size()) {
            return false;
        }
        try {
            streams.check().verifyExtension(stream, earlier, later);
            return true;
        } catch (LogVerificationException e) {
            LOG.debug("Not on the accepted line of {}", stream, e);
            return false;
        }
    }

    /** Another process may be about to sign it; one that is there unsigned the next time, too, is not one of ours. */
    private SequencerException doubt(UnsignedEntryException unsigned) {
        if (doubted == unsigned.entry) {
            return stops.stop("entry " + unsigned.entry + " is not a head that its stream has had");
        }
        doubted = unsigned.entry;
        return unsigned.unavailable();
    }

    private void forget() {
        signed = null;
    }

    private long signedSize() {
        SignedCheckpoint last = signed;
        return last == null ? 0 : last.head().size();
    }

    private HeadsLogStore log() {
        return streams.store().history().headsLog();
    }

    private <T> T inTurn(Supplier<T> work) {
        try {
            if (!lock.tryLock(LONGEST_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new StoreUnavailableException("the heads log was busy for " + LONGEST_WAIT, null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while waiting for the heads log", e);
        }
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** An unsigned entry that its stream does not bear out. */
    private static final class UnsignedEntryException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final long entry;

        private UnsignedEntryException(long entry) {
            super("entry " + entry + " of the heads log is not signed yet");
            this.entry = entry;
        }

        private StoreUnavailableException unavailable() {
            return new StoreUnavailableException(String.valueOf(getMessage()), this);
        }
    }
}
