package com.stateset.sequencer.history;

import com.stateset.sequencer.error.HeadsLogStoppedException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.StreamHead;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enters the heads of streams that have moved into the heads log, once per interval, on a thread of the sequencer. Of several
 * processes that share a store one does it, by a lease that it keeps as long as it lives; should it die, another takes over when
 * the lease has run out.
 *
 * <p>Each head is signed and its checkpoint kept before its entry is appended, so that the log has no head without a signed
 * checkpoint; and it must extend the stream's last entry. A stream that is stopped or damaged is left out and keeps no other
 * from being entered. A store that cannot be reached ends the round; the next one begins after the interval. Once the heads log
 * itself {@linkplain HeadsLogStoppedException stops}, rounds do nothing more.
 *
 * <p>Thread-safe: of rounds that are asked for at once, one is run; the last one, at the end, waits for the one under way.
 */
public final class HeadsLogWorker {

    private static final Logger LOG = LoggerFactory.getLogger(HeadsLogWorker.class);

    private static final String LEASE = "heads log";
    private static final Duration LEASE_GRACE = Duration.ofSeconds(30);
    private static final int PAGE = 1000;

    private final HeadsLog log;
    private final HistorySigner signer;
    private final Duration interval;
    private final UUID holder = UUID.randomUUID();
    private final ReentrantLock turn = new ReentrantLock();
    private volatile boolean stopping;

    /**
     * Makes a worker, for a thread to run its rounds.
     *
     * @param interval how long the thread waits between rounds; zero if there are to be none
     */
    public HeadsLogWorker(HeadsLog log, HistorySigner signer, Duration interval) {
        this.log = log;
        this.signer = signer;
        this.interval = interval;
    }

    /** Whether rounds are to be run: there is a key to sign with, and an interval. */
    public boolean isOn() {
        return signer.keys().canSign() && !interval.isZero();
    }

    /** Lets a round under way end soon. */
    public void stop() {
        stopping = true;
    }

    /**
     * Enters what has moved since the last round, a page at most, and gives the lease back: for the end. So an application that
     * appends and is closed leaves signed heads behind, without which an audit would call its signatures missing. If a round is
     * still under way when the time is over, that has the lease, and this does nothing.
     *
     * @param timeLeft how long to wait for a round under way and to look at streams, in all; no other stream is looked at then
     */
    public void release(Duration timeLeft) throws InterruptedException {
        long nanos = Math.max(0, TimeUnit.NANOSECONDS.convert(timeLeft));
        long start = System.nanoTime();
        if (isOn() && turn.tryLock(nanos, TimeUnit.NANOSECONDS)) {
            try {
                enterLast(() -> System.nanoTime() - start >= nanos);
                store().leases().release(LEASE, holder);
            } finally {
                turn.unlock();
            }
        }
    }

    private void enterLast(BooleanSupplier isTimeOver) {
        try {
            if (!isTimeOver.getAsBoolean() && !isLogStopped() && hasLease()) {
                int moved = enterMoved(PAGE, isTimeOver);
                LOG.debug("{} streams had moved at the end", moved);
            }
        } catch (RuntimeException e) {
            LOG.warn("The heads that moved last are not signed; the next sequencer signs them", e);
        }
    }

    /** Enters what has moved, unless another process does, or another thread of this one. */
    public void round() {
        if (turn.tryLock()) {
            try {
                enterPages();
            } finally {
                turn.unlock();
            }
        }
    }

    /** A page may take longer than a lease lasts: each needs it anew. */
    private void enterPages() {
        int limit = PAGE + signer.stoppedStreams();
        while (!stopping && !isLogStopped() && hasLease() && enterMoved(limit, () -> stopping) == limit) {
            LOG.debug("More streams have moved than are entered at once");
        }
    }

    private boolean hasLease() {
        return store().leases().take(LEASE, holder, interval.multipliedBy(2).plus(LEASE_GRACE));
    }

    private boolean isLogStopped() {
        try {
            log.requireRunning();
            return false;
        } catch (HeadsLogStoppedException e) {
            return true;
        }
    }

    /**
     * Enters a page of heads that have moved.
     *
     * @param isEnough says when no other stream is to be looked at, or its checkpoint kept by itself
     * @return how many have moved; 0 if another look is to wait for the next round
     */
    private int enterMoved(int limit, BooleanSupplier isEnough) {
        List<StreamHead> moved =
                log.signer().readable(() -> store().history().headsLog().moved(limit));
        long lastBreak = moved.isEmpty() ? HistoryLine.NEVER : log.signer().lastBreak();
        Map<StreamId, HeadsLogEntry> entries = new LinkedHashMap<>();
        for (StreamHead each : moved) {
            if (isEnough.getAsBoolean()) {
                break;
            }
            entryOf(each.stream()).ifPresent(entry -> entries.put(each.stream(), entry));
        }
        entries.keySet().retainAll(signer.keepEach(entries.keySet(), isEnough));
        // What another process has appended meanwhile may be these very heads: what is left then is for the next round.
        return log.signer().append(entries, lastBreak) && !entries.isEmpty() ? moved.size() : 0;
    }

    private Optional<HeadsLogEntry> entryOf(StreamId stream) {
        try {
            requireAfterLastEntry(stream);
            Optional<SignedCheckpoint> checkpoint = signer.checkpoint(stream);
            return checkpoint.map(signed -> new HeadsLogEntry(VesHashes.stream(stream), signed.head()));
        } catch (StreamStoppedException | StoreFailedException e) {
            LOG.debug("No head of {} is entered", stream, e);
            return Optional.empty();
        }
    }

    private void requireAfterLastEntry(StreamId stream) {
        SeenHistory seen = signer.start().seen(stream);
        Optional<HeadsLogEntry> last =
                log.signer().readable(() -> store().history().headsLog().last(stream));
        if (last.isPresent() && !signer.isOnLine(stream, last.get().head())) {
            throw signer.check()
                    .stop(
                            stream,
                            seen,
                            "its tree does not extend the head of "
                                    + last.get().head().size() + " events that is in the heads log");
        }
    }

    private EventStore store() {
        return signer.store();
    }
}
