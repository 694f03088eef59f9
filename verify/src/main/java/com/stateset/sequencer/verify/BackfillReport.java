package com.stateset.sequencer.verify;

import java.util.Objects;
import java.util.Optional;

/**
 * What became of a chain of commitments whose missing state roots were to be filled in.
 *
 * @param complete how many commitments have their state roots, those filled in included; of a chain that lacked none nothing else was
 *     checked. 0 if a problem was found
 * @param filled how many of them lacked a state root, and were found to be sound otherwise
 * @param problem what is wrong with the stream; nothing of it was touched
 */
public record BackfillReport(long complete, long filled, Optional<String> problem) {

    public BackfillReport {
        Objects.requireNonNull(problem, "problem");
    }
}
