package com.stateset.sequencer.protocol;

import java.util.List;

/**
 * Commitments of a stream, newest first.
 *
 * @param commitments the commitments
 * @param count how many they are
 */
public record WireCommitmentPage(List<WireCommitment> commitments, int count) {

    /** Copies the list. */
    public WireCommitmentPage {
        commitments = List.copyOf(commitments);
    }

    /** Returns a page of these commitments. */
    public static WireCommitmentPage of(List<WireCommitment> commitments) {
        return new WireCommitmentPage(commitments, commitments.size());
    }
}
