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

/** The groups that lanes store, each in one transaction. Thread-safe. */
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

    void appended(GroupAppended group) {
        latency.record(group.duration());
        events.record(group.events());
        batches.record(group.batches());
    }

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
