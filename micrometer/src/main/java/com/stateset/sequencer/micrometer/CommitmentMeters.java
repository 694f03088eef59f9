package com.stateset.sequencer.micrometer;

import com.stateset.sequencer.observe.StreamCommitted;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;

/**
 * The commitments that are made, and those that could not be. Thread-safe.
 *
 * <p>Published ones are counted whoever asked for them: a caller, or the policy. Failed ones only where the policy called for them, since
 * a caller gets an exception of its own. A commitment that fails is tried again at each look, and counts each time; where another process
 * was faster nothing has failed.
 */
final class CommitmentMeters {

    private final Counter published;
    private final Counter failed;
    private final Counter events;
    private final Timer latency;

    CommitmentMeters(Meters meters) {
        String name = "sequencer.commitments";
        String help = "Commitments that were published, or failed when they were due by policy";
        this.published = meters.counter(name, help, "outcome", "published");
        this.failed = meters.counter(name, help, "outcome", "failed");
        this.events = meters.counter("sequencer.commitment.events", "Events that published commitments cover");
        this.latency = meters.timer("sequencer.commit.latency", "How long it takes to build and publish a commitment");
    }

    /** A commitment is published, durably. */
    void committed(StreamCommitted commitment) {
        published.increment();
        events.increment((double) commitment.events());
        latency.record(commitment.duration());
    }

    /** One that was due could not be made. */
    void failed() {
        failed.increment();
    }
}
