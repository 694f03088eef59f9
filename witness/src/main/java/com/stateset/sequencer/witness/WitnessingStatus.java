package com.stateset.sequencer.witness;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How well a sequencer's heads log is witnessed, as this process knows it: what metrics are made of. Immutable.
 *
 * @param lastQuorum when a quorum of witnesses last cosigned a checkpoint since this process started, by the times that they
 *     signed; empty for not yet
 * @param witnessedSize the size of that checkpoint; 0 for none
 * @param failures what keeps witnesses from cosigning, by their names: those of which the last request failed
 * @param contradictions what witnesses have answered that were shown another history of this log, by their names; kept until that
 *     witness cosigns again. Not a matter of waiting: one of the two histories is not the one that was signed
 */
public record WitnessingStatus(
        Optional<Instant> lastQuorum,
        long witnessedSize,
        Map<String, String> failures,
        Map<String, String> contradictions) {

    static final String CONTRADICTION = "it was shown another history of this log";

    /** Copies the maps. */
    public WitnessingStatus {
        failures = Map.copyOf(failures);
        contradictions = Map.copyOf(contradictions);
    }

    /** A sentence about the witnesses that were shown another history of the log; empty if there are none. */
    Optional<String> contradiction() {
        return contradictions.isEmpty()
                ? Optional.empty()
                : Optional.of(contradictions.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(witness -> "the witness " + witness.getKey() + " " + witness.getValue())
                        .collect(Collectors.joining("; ", "", ": " + CONTRADICTION)));
    }

    /** Returns how long ago the last quorum was, at a given time; empty for not yet. */
    public Optional<Duration> quorumAge(Instant now) {
        return lastQuorum.map(quorum -> Duration.between(quorum, now));
    }
}
