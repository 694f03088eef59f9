package com.stateset.sequencer.verify;

import java.util.Objects;
import java.util.Optional;

/**
 * What became of a chain of commitments whose missing state roots were to be filled in. What was filled in before a problem was found
 * stays: it had been confirmed by a state root or a signature behind it.
 *
 * @param sound how many commitments have the state roots they should have, those filled in included
 * @param filled how many of them lacked a state root
 * @param problem what is wrong with the first one that is not as it should be; nothing from there on was touched
 */
public record BackfillReport(long sound, long filled, Optional<String> problem) {

    public BackfillReport {
        Objects.requireNonNull(problem, "problem");
    }
}
