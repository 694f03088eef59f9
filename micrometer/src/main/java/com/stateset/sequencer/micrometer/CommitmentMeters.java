package com.stateset.sequencer.micrometer;

import com.stateset.sequencer.observe.StreamCommitted;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;

/** The commitments that are made, and those that could not be. Thread-safe. */
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

    void committed(StreamCommitted commitment) {
        published.increment();
        events.increment(commitment.events());
        latency.record(commitment.duration());
    }

    void failed() {
        failed.increment();
    }
}
