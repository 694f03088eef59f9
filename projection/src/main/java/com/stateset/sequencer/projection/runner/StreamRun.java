package com.stateset.sequencer.projection.runner;

import com.stateset.sequencer.error.HistoryChangedException;
import com.stateset.sequencer.error.ProjectionFailedException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.observe.ProjectionFailed.Consequence;
import com.stateset.sequencer.projection.FailurePolicy.Afterwards;
import com.stateset.sequencer.projection.ParkedEvent;
import com.stateset.sequencer.projection.ProjectionOptions;
import com.stateset.sequencer.projection.spi.Checkpoint;
import com.stateset.sequencer.projection.spi.Claim;
import com.stateset.sequencer.projection.spi.ProjectionStore;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.StoredCommitment;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One build's way along one stream, batch by batch, for as long as the claim is good. Not thread-safe: a
 * worker's thread owns it.
 *
 * <p><b>What it knows</b> is a copy of the checkpoint: the last event that is done with, and its leaf hash.
 * The store compares that copy with its own in every transaction, so a run that has fallen out of step
 * cannot do harm; it learns that its claim is lost.
 *
 * <p><b>Is it still the same history?</b> Each page is read from the event of the checkpoint on, and that
 * event must have the leaf hash that the checkpoint remembers. A backup that was restored, or a log that
 * was rewritten, stops the stream here and is not silently continued. Once for each claim the chain of
 * commitments is checked, too.
 *
 * <p><b>When an event fails</b>, its batch is undone as a whole. The run then narrows it down:
 * <pre>
 *   batch of n fails at event k &gt; 1    the k - 1 events before it become a batch of their own
 *   batch fails at its first event       that event is tried alone, after growing pauses
 *   tried often enough                   the policy decides: the stream stops, or the event is parked and the next one follows
 *   the failure names no event           half of the batch is tried (a constraint checked at commit, a filter that throws)
 * </pre>
 *
 * <p><b>When the store breaks off</b> in a batch, that is usually the store's fault: the exception goes to
 * the worker, which waits. But an event can do that as well, by a statement that takes longer than the
 * store bears, say. The two are distinguished by asking the store for an empty transaction at once: if it does
 * that, one of the events is to blame; the batch is halved until it is found, and an event that broke the
 * store off ten times counts as failed.
 *
 * <p><b>While it is being closed</b>, failures do not count: code that hangs is interrupted, and no event
 * is to be blamed for that.
 */
final class StreamRun {

    private static final Logger log = LoggerFactory.getLogger(StreamRun.class);

    /** So often an event may break the store off, even if it may not fail so often: it might be chance. */
    private static final int LEAST_BREAKS = 10;

    /** What came of a step. */
    enum Step {
        /** The checkpoint has moved; there may be more. */
        MOVED,
        /** There is nothing to do now. */
        CAUGHT_UP,
        /** An event failed and is to be tried again after a pause. */
        WAITING,
        /** The store broke off: the claim tells what became of the batch. */
        BROKEN,
        /** The stream stands still until it is resumed. */
        STOPPED,
        /** The claim is not good any more. */
        LOST
    }

    private final EventStore events;
    private final ProjectionStore store;
    private final Applier applier;
    private final ProjectionOptions options;
    private final BooleanSupplier closing;
    private final BuildObserver observer;
    private Claim claim;
    private long sequenceNumber;
    private Hash leafHash;
    private boolean chainChecked;
    private int batch;
    private int failures;
    private int breaks;
    private long notBefore = System.nanoTime();

    /**
     * Goes on where the claim says.
     *
     * @param closing whether failures do not count any more, since code that hangs is being interrupted
     * @param observer is told of what moves and what fails
     */
    StreamRun(
            EventStore events,
            ProjectionStore store,
            Applier applier,
            ProjectionOptions options,
            Claim claim,
            BooleanSupplier closing,
            BuildObserver observer) {
        this.events = events;
        this.store = store;
        this.applier = applier;
        this.options = options;
        this.claim = claim;
        this.closing = closing;
        this.observer = observer;
        this.sequenceNumber = claim.checkpoint().sequenceNumber();
        this.leafHash = claim.checkpoint().leafHash();
        this.batch = options.batchEvents();
    }

    /** Whether this is a run on the same claim. */
    boolean isOn(Claim other) {
        return claim.fence() == other.fence()
                && claim.stream().equals(other.stream())
                && sequenceNumber == other.checkpoint().sequenceNumber();
    }

    /** The last event that is done with. */
    long sequenceNumber() {
        return sequenceNumber;
    }

    /** How long a failing event is still to wait. */
    long nanosToWait() {
        return Math.max(0, notBefore - System.nanoTime());
    }

    /**
     * Does the next batch.
     *
     * @param upTo no event beyond this one
     */
    Step step(long upTo) {
        if (nanosToWait() > 0) {
            return Step.WAITING;
        }
        List<SequencedEvent> next;
        try {
            requireSameChain();
            next = next(upTo);
        } catch (HistoryChangedException e) {
            return stop(String.valueOf(e.getMessage()));
        } catch (StoreFailedException e) {
            return unreadable(e);
        }
        return next.isEmpty() ? Step.CAUGHT_UP : apply(next);
    }

    /** Tries a parked event again: MOVED, or WAITING if it cannot be read just now, or LOST. */
    Step retry(ParkedEvent parked) {
        return find(parked)
                .map(event -> retry(parked, event) ? Step.MOVED : Step.LOST)
                .orElse(Step.WAITING);
    }

    private Optional<SequencedEvent> find(ParkedEvent parked) {
        try {
            return events.find(stream(), parked.eventId());
        } catch (StoreFailedException e) {
            log.debug("Event {} of stream {} cannot be read", parked.sequenceNumber(), stream(), e);
            return Optional.empty();
        }
    }

    private boolean retry(ParkedEvent parked, SequencedEvent event) {
        try {
            return applier.applyParked(claim, event, parked.isHeldBack());
        } catch (RuntimeException e) {
            // Also if the store broke off: should it be away, this cannot be stored either.
            String error = FailureText.of(Objects.requireNonNullElse(e.getCause(), e));
            return !closing.getAsBoolean()
                    && store.work(claim, transaction -> {
                        if (transaction.isParked(event.sequenceNumber())) {
                            transaction.park(event, parked.attempts() + 1, error);
                        }
                    });
        }
    }

    private Step apply(List<SequencedEvent> next) {
        long start = System.nanoTime();
        Optional<SequencedEvent> last;
        try {
            last = applier.applyNext(claim, next);
        } catch (ProjectionFailedException e) {
            return failed(next, e.sequenceNumber(), Objects.requireNonNullElse(e.getCause(), e));
        } catch (StoreUnavailableException e) {
            return broken(next, e);
        } catch (RuntimeException e) {
            // A failure that the projection swallowed, a constraint that is checked at the end, a filter that throws:
            // one of these events is at fault.
            return failed(next, next.get(next.size() / 2).sequenceNumber(), e);
        }
        last.ifPresent(event -> {
            int moved = (int) (event.sequenceNumber() - sequenceNumber);
            movedTo(event, next.size());
            observer.applied(stream(), event.sequenceNumber(), moved, start);
        });
        return last.isPresent() ? Step.MOVED : Step.LOST;
    }

    /** The next batch is about as large as this one had time for: what is read beyond that is read in vain. */
    private void movedTo(SequencedEvent last, int read) {
        int done = (int) (last.sequenceNumber() - sequenceNumber);
        batch = done < read ? done : Math.min(2 * batch, options.batchEvents());
        claim = claim.movedTo(last);
        sequenceNumber = last.sequenceNumber();
        leafHash = last.leafHash();
        failures = 0;
        breaks = 0;
    }

    private Step failed(List<SequencedEvent> next, long failing, Throwable cause) {
        if (closing.getAsBoolean()) {
            return Step.LOST;
        }
        int before = (int) (failing - next.get(0).sequenceNumber());
        if (before > 0) {
            batch = before;
            return Step.MOVED;
        }
        batch = 1;
        failures++;
        SequencedEvent event = next.get(0);
        if (failures < options.failures().attempts()) {
            log.debug("Event {} of stream {} failed, and is tried again", event.sequenceNumber(), stream(), cause);
            observer.failed(stream(), event.sequenceNumber(), Consequence.RETRIED, FailureText.of(cause));
            return pause(failures);
        }
        return giveUp(event, failures, cause);
    }

    /** What the store says now counts: if it works, one of these events must have broken it off. */
    private Step broken(List<SequencedEvent> next, StoreUnavailableException cause) {
        if (!isStoreThere()) {
            throw cause;
        }
        log.debug("The store broke off behind event {} of stream {}", sequenceNumber, stream(), cause);
        if (next.size() > 1) {
            batch = next.size() / 2;
            return Step.BROKEN;
        }
        batch = 1;
        breaks++;
        if (closing.getAsBoolean()
                || breaks < Math.max(LEAST_BREAKS, options.failures().attempts())) {
            Step ignored = pause(breaks);
            return Step.BROKEN;
        }
        return giveUp(next.get(0), breaks, Objects.requireNonNullElse(cause.getCause(), cause));
    }

    /** Whether it takes work on this stream; if only the claim is lost, that will be found. */
    private boolean isStoreThere() {
        try {
            boolean ignored = store.work(claim, transaction -> {});
            return true;
        } catch (StoreUnavailableException e) {
            return false;
        }
    }

    private Step giveUp(SequencedEvent event, int attempts, Throwable cause) {
        return options.failures().afterwards() == Afterwards.PARK
                ? park(event, attempts, cause)
                : stop("event " + event.sequenceNumber() + " failed " + attempts + " time(s): "
                        + FailureText.of(cause));
    }

    /** A damaged stream stands still, and keeps no other from going on. */
    private Step unreadable(StoreFailedException cause) {
        failures++;
        return failures < options.failures().attempts()
                ? pause(failures)
                : stop("what follows event " + sequenceNumber + " cannot be read: " + cause.getMessage());
    }

    private Step pause(int attempts) {
        notBefore = System.nanoTime() + nanos(options.failures().pauseAfter(attempts));
        return Step.WAITING;
    }

    /** Longer pauses than a year are as good as one. */
    private static long nanos(Duration pause) {
        return Math.min(TimeUnit.NANOSECONDS.convert(pause), TimeUnit.DAYS.toNanos(365));
    }

    private Step park(SequencedEvent event, int attempts, Throwable cause) {
        String error = FailureText.of(cause);
        log.warn("Event {} of stream {} is parked: {}", event.sequenceNumber(), stream(), error);
        boolean parked = store.work(claim, transaction -> {
            transaction.park(event, attempts, error);
            transaction.moveTo(event);
        });
        if (parked) {
            movedTo(event, 1);
            observer.failed(stream(), event.sequenceNumber(), Consequence.PARKED, error);
        }
        return parked ? Step.MOVED : Step.LOST;
    }

    private Step stop(String reason) {
        log.warn("The projection stands still in stream {}: {}", stream(), reason);
        observer.failed(stream(), sequenceNumber, Consequence.STOPPED, reason);
        return store.work(claim, transaction -> transaction.stop(reason)) ? Step.STOPPED : Step.LOST;
    }

    /** Reads what comes next, and with it the event of the checkpoint, which must still be the same. */
    private List<SequencedEvent> next(long upTo) {
        int limit = (int) Math.min(batch, Math.max(0, upTo - sequenceNumber));
        if (limit == 0) {
            return List.of();
        }
        EventPage page = events.read(
                stream(),
                ReadOptions.forwardsFrom(Math.max(1, sequenceNumber)).limit(sequenceNumber == 0 ? limit : limit + 1));
        if (sequenceNumber == 0) {
            return page.events();
        }
        requireSameHistory(page);
        boolean cut = page.events().size() == 1 && page.head() > sequenceNumber;
        return cut
                ? events.read(
                                stream(),
                                ReadOptions.forwardsFrom(sequenceNumber + 1).limit(limit))
                        .events()
                : page.events().subList(1, page.events().size());
    }

    private void requireSameHistory(EventPage page) {
        if (page.events().isEmpty()) {
            throw new HistoryChangedException(
                    stream(), "it ends at " + page.head() + ", but the projection is past event " + sequenceNumber);
        }
        SequencedEvent there = page.events().get(0);
        if (there.sequenceNumber() != sequenceNumber || !there.leafHash().equals(leafHash)) {
            throw new HistoryChangedException(
                    stream(),
                    "event " + sequenceNumber + " had the leaf " + leafHash + ", and now has " + there.leafHash());
        }
    }

    /** Once for each claim: the commitment that the checkpoint remembers must be in the chain. */
    private void requireSameChain() {
        Checkpoint checkpoint = claim.checkpoint();
        if (!chainChecked && checkpoint.stateRoot() != null) {
            Optional<Hash> root = events.commitments()
                    .covering(stream(), checkpoint.committedTo())
                    .map(StoredCommitment::newStateRoot);
            if (!root.equals(Optional.of(checkpoint.stateRoot()))) {
                throw new HistoryChangedException(
                        stream(),
                        "the commitment up to " + checkpoint.committedTo() + " had the state root "
                                + checkpoint.stateRoot() + ", and now "
                                + root.map(Hash::toString).orElse("there is none"));
            }
        }
        chainChecked = true;
    }

    private StreamId stream() {
        return claim.stream();
    }
}
