package com.stateset.sequencer.witness;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How well a sequencer's heads log is witnessed, as this process knows it: what metrics are made of. Immutable.
 *
 * @param lastQuorum when a quorum of witnesses last cosigned a checkpoint since this process started; empty for not yet
 * @param witnessedSize the size of that checkpoint; 0 for none
 * @param failures what keeps witnesses from cosigning, by their names: those of which the last request failed
 */
public record WitnessingStatus(Optional<Instant> lastQuorum, long witnessedSize, Map<String, String> failures) {

    /** Copies the failures. */
    public WitnessingStatus {
        failures = Map.copyOf(failures);
    }

    /** Returns how long ago the last quorum was, at a given time; empty for not yet. */
    public Optional<Duration> quorumAge(Instant now) {
        return lastQuorum.map(quorum -> Duration.between(quorum, now));
    }
}
