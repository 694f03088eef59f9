package com.stateset.sequencer.history;

import com.stateset.sequencer.error.HeadsLogStoppedException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.StreamId;
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
 * <p>For one thread, but for {@link #stop}.
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
     * Enters what has moved since the last round, a page at most, and gives the lease back: for the end. So an application that appends
     * and is closed leaves signed heads behind, without which an audit would call its signatures missing.
     */
    public void release() {
        if (isOn()) {
            enterLast();
            store().leases().release(LEASE, holder);
        }
    }

    private void enterLast() {
        try {
            if (!isLogStopped()
                    && store().leases()
                            .take(LEASE, holder, interval.multipliedBy(2).plus(LEASE_GRACE))) {
                stopping = false;
                int moved = enterMoved(PAGE);
                LOG.debug("{} streams had moved at the end", moved);
            }
        } catch (RuntimeException e) {
            LOG.warn("The heads that moved last are not signed; the next sequencer signs them", e);
        }
    }

    /** Enters what has moved, unless another process does. */
    public void round() {
        if (!isLogStopped()
                && store().leases().take(LEASE, holder, interval.multipliedBy(2).plus(LEASE_GRACE))) {
            int limit = PAGE + signer.stoppedStreams();
            while (enterMoved(limit) == limit && !stopping) {
                LOG.debug("More streams have moved than are entered at once");
            }
        }
    }

    private boolean isLogStopped() {
        try {
            log.requireRunning();
            return false;
        } catch (HeadsLogStoppedException e) {
            return true;
        }
    }

    /** Enters a page of heads that have moved, and returns how many were. */
    private int enterMoved(int limit) {
        List<StreamHead> moved = store().history().headsLog().moved(limit);
        Map<StreamId, HeadsLogEntry> entries = new LinkedHashMap<>();
        for (StreamHead each : moved) {
            if (stopping) {
                return 0;
            }
            entryOf(each.stream()).ifPresent(entry -> entries.put(each.stream(), entry));
        }
        log.signer().append(entries);
        return entries.isEmpty() ? 0 : moved.size();
    }

    private Optional<HeadsLogEntry> entryOf(StreamId stream) {
        try {
            requireAfterLastEntry(stream);
            Optional<SignedCheckpoint> checkpoint = signer.checkpoint(stream);
            signer.keep(stream);
            return checkpoint.map(signed -> new HeadsLogEntry(StreamIds.hashOf(stream), signed.head()));
        } catch (StreamStoppedException | StoreFailedException e) {
            LOG.debug("No head of {} is entered", stream, e);
            return Optional.empty();
        }
    }

    private void requireAfterLastEntry(StreamId stream) {
        Optional<HeadsLogEntry> last = store().history().headsLog().last(stream);
        if (last.isPresent() && !signer.isOnLine(stream, last.get().head())) {
            throw signer.stop(
                    stream,
                    null,
                    "its tree does not extend the head of " + last.get().head().size()
                            + " events that is in the heads log");
        }
    }

    private EventStore store() {
        return signer.store();
    }
}
