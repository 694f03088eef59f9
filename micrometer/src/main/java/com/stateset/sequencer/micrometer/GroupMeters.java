package com.stateset.sequencer.micrometer;

import com.stateset.sequencer.error.OutcomeUnknownException;
import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.error.StreamBusyException;
import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.observe.GroupAppended;
import com.stateset.sequencer.observe.GroupFailed;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.util.List;

/**
 * The groups that lanes store, each in one transaction. Thread-safe.
 *
 * <p><b>How to read them.</b> A lane stores one group after another, so its groups are as large as what comes in while one is stored: when
 * the store is slow, groups grow, and each caller waits for two transactions at most as long as its queue does not fill. Groups of one
 * event with a long transaction mean a slow store and few callers; groups of a thousand, the most there is, that the lane is at its
 * limit.
 *
 * <p><b>Failures.</b> A group that fails may be tried again in parts, and each part that fails counts, too. {@code stream_busy} is no
 * error: another process writes the stream, and the batches wait for it. {@code stream_stopped} is always one for a person: the stored
 * history is not the one that was signed.
 */
final class GroupMeters {

    private static final List<String> CAUSES =
            List.of("stream_busy", "stream_stopped", "store_unavailable", "store_failed", "outcome_unknown", "other");

    private final Meters meters;
    private final Timer latency;
    private final DistributionSummary events;
    private final DistributionSummary batches;
    private final Counter databaseErrors;

    GroupMeters(Meters meters) {
        this.meters = meters;
        CAUSES.forEach(this::failures);
        this.latency = meters.timer(
                "sequencer.sequence.latency", "How long the store takes to make a group durable, in one transaction");
        this.events = meters.sizes("sequencer.group.events", "Events that were stored in one transaction");
        this.batches =
                meters.sizes("sequencer.group.batches", "Batches, of as many callers, stored in one transaction");
        this.databaseErrors = meters.counter(
                "sequencer.errors.database",
                "Groups that failed because the store could not be reached, or refused them");
    }

    /** A group is durable. */
    void appended(GroupAppended group) {
        latency.record(group.duration());
        events.record(group.events());
        batches.record(group.batches());
    }

    /** A group was not stored, or may not have been. */
    void failed(GroupFailed group) {
        failures(cause(group.cause())).increment();
        if (group.cause() instanceof StoreUnavailableException || group.cause() instanceof StoreFailedException) {
            databaseErrors.increment();
        }
    }

    /** Events that went through a lane, replays included: what the original counts as sequenced. */
    double sequenced() {
        return events.totalAmount();
    }

    private Counter failures(String cause) {
        return meters.counter(
                "sequencer.group.failures",
                "Groups that could not be stored; their batches are tried on their own, later, or not at all",
                "cause",
                cause);
    }

    /** One of {@link #CAUSES}: an exception's message may hold anything, its type is one of few. */
    private static String cause(SequencerException failure) {
        if (failure instanceof StreamBusyException) {
            return "stream_busy";
        } else if (failure instanceof StreamStoppedException) {
            return "stream_stopped";
        } else if (failure instanceof StoreUnavailableException) {
            return "store_unavailable";
        } else if (failure instanceof StoreFailedException) {
            return "store_failed";
        }
        return failure instanceof OutcomeUnknownException ? "outcome_unknown" : "other";
    }
}
