package com.stateset.sequencer.micrometer;

import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.observe.BatchIngested;
import com.stateset.sequencer.observe.BatchRefused;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.List;

/**
 * What callers send, and what becomes of it. Thread-safe.
 *
 * <p><b>What is counted.</b> An event is counted when its caller is answered, once for each time that it was sent: accepted when it was
 * new, duplicate when it stood in the log already, rejected otherwise. What is accepted or a duplicate is durable. Batches whose callers
 * get an exception (the store is away, the outcome is unknown) are not among them, but among the failures of groups; they are
 * counted when they are sent again. So {@code accepted}, over all processes since a store was empty, is what stands in its streams, but
 * for answers that were given up.
 *
 * <p><b>Reasons.</b> All that there are today are there from the start, at zero. They are words of the protocol, not messages: a message
 * holds what a client has sent.
 */
final class IngestMeters {

    private static final String EVENTS = "sequencer.ingest.events";
    private static final String EVENTS_HELP = "Events that callers sent, by what became of them";
    private static final String REJECTIONS = "sequencer.ingest.rejections";
    private static final String REJECTIONS_HELP =
            "Events that were rejected, by the reason that their senders were given";
    private static final String BATCHES = "sequencer.ingest.batches";
    private static final String BATCHES_HELP =
            "Batches that callers sent: answered, or refused because the queue stayed full";

    /** Those that there are; a reason that a later version adds is counted from its first event on. */
    private static final List<String> REASONS = List.of(
            "schema_validation",
            "unsupported_version",
            "invalid_payload_hash",
            "invalid_cipher_hash",
            "invalid_signature",
            "signature_required",
            "agent_key_invalid",
            "duplicate_event_id",
            "duplicate_command_id",
            "version_conflict",
            Rejection.PredecessorRejected.CODE,
            Rejection.CommandRejected.CODE);

    private final Meters meters;
    private final Counter accepted;
    private final Counter duplicate;
    private final Counter rejected;
    private final Counter answered;
    private final Counter refused;
    private final Counter schemaErrors;
    private final Counter signatureErrors;
    private final Timer latency;

    IngestMeters(Meters meters) {
        this.meters = meters;
        REASONS.forEach(reason -> meters.counter(REJECTIONS, REJECTIONS_HELP, "reason", reason));
        this.accepted = meters.counter(EVENTS, EVENTS_HELP, "outcome", "accepted");
        this.duplicate = meters.counter(EVENTS, EVENTS_HELP, "outcome", "duplicate");
        this.rejected = meters.counter(EVENTS, EVENTS_HELP, "outcome", "rejected");
        this.answered = meters.counter(BATCHES, BATCHES_HELP, "outcome", "answered");
        this.refused = meters.counter(BATCHES, BATCHES_HELP, "outcome", "refused");
        this.schemaErrors = meters.counter(
                "sequencer.errors.schema.validation", "Events rejected because a field breaks a rule of form");
        this.signatureErrors = meters.counter(
                "sequencer.errors.signature", "Events rejected for their signature, hashes or the key that signed");
        this.latency = meters.timer(
                "sequencer.ingest.latency", "From the admission of a batch to its answer, which is durable");
    }

    /** A caller has been answered. */
    void ingested(BatchIngested batch) {
        answered.increment();
        count(accepted, batch.accepted());
        count(duplicate, batch.duplicate());
        count(rejected, batch.rejected());
        batch.rejections().forEach(this::rejected);
        latency.record(batch.duration());
    }

    /** A caller found no place in the queue; nothing of its batch was stored. */
    void refused(BatchRefused batch) {
        refused.increment();
    }

    /** Events that were answered with a place in the log: what the original counts as ingested. */
    double ingested() {
        return accepted.count();
    }

    /** Events that were answered with a reason and not stored. */
    double rejected() {
        return rejected.count();
    }

    /** Counts under the reason, and under the kind of error that the original sequencer would count. */
    private void rejected(String reason, int events) {
        meters.counter(REJECTIONS, REJECTIONS_HELP, "reason", reason).increment(events);
        switch (reason) {
            case "schema_validation", "unsupported_version" -> schemaErrors.increment(events);
            case "invalid_payload_hash",
                    "invalid_cipher_hash",
                    "invalid_signature",
                    "signature_required",
                    "agent_key_invalid" -> signatureErrors.increment(events);
            default -> {}
        }
    }

    private static void count(Counter counter, int events) {
        if (events > 0) {
            counter.increment(events);
        }
    }
}
