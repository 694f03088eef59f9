package com.stateset.sequencer;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.stateset.sequencer.error.EventsRejectedException;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.StreamId;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * What became of a batch. What it calls accepted or duplicate is durable.
 *
 * @param stream the stream
 * @param outcomes one per event, in the order sent
 * @param head the stream's last sequence number after the batch
 */
public record IngestReceipt(StreamId stream, List<Outcome> outcomes, long head) {

    public IngestReceipt {
        outcomes = List.copyOf(outcomes);
    }

    /**
     * Returns this receipt if no event was rejected.
     *
     * @throws EventsRejectedException if any was; the others are stored
     */
    @CanIgnoreReturnValue
    public IngestReceipt orThrow() {
        List<Outcome.Rejected> rejections = rejections();
        if (!rejections.isEmpty()) {
            throw new EventsRejectedException(rejections);
        }
        return this;
    }

    /** How many events were new. */
    public int accepted() {
        return count(Outcome.Accepted.class);
    }

    /** How many events stood in the log before. */
    public int duplicates() {
        return count(Outcome.Duplicate.class);
    }

    /** The events that were rejected, in the order sent. */
    public List<Outcome.Rejected> rejections() {
        return outcomes.stream()
                .filter(Outcome.Rejected.class::isInstance)
                .map(Outcome.Rejected.class::cast)
                .toList();
    }

    /** The first number given to a new event of this batch; empty if none was new. */
    public OptionalLong firstAccepted() {
        return acceptedNumbers().min();
    }

    /** The last number given to a new event of this batch; empty if none was new. */
    public OptionalLong lastAccepted() {
        return acceptedNumbers().max();
    }

    /**
     * The sequence number of the last event of the batch that stands in the log, new or not.
     *
     * @throws NoSuchElementException if every event was rejected
     */
    public long lastSequence() {
        for (int i = outcomes.size() - 1; i >= 0; i--) {
            if (outcomes.get(i) instanceof Outcome.Stored stored) {
                return stored.sequenceNumber();
            }
        }
        throw new NoSuchElementException("every event of the batch was rejected");
    }

    private LongStream acceptedNumbers() {
        return outcomes.stream()
                .filter(Outcome.Accepted.class::isInstance)
                .mapToLong(outcome -> ((Outcome.Accepted) outcome).sequenceNumber());
    }

    private int count(Class<? extends Outcome> type) {
        return (int) outcomes.stream().filter(type::isInstance).count();
    }
}
