package com.stateset.sequencer.merkle;

import java.util.Objects;

/** Why an inclusion proof proves nothing. Immutable. */
public record ProofProblem(Reason reason, String message) {

    public ProofProblem {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(message, "message");
    }

    /** The kinds of problems, in the order in which they are looked for. */
    public enum Reason {
        /** No tree has so many leaves. */
        LEAF_COUNT,
        /** The tree has no leaf there, or none that the path could come from. */
        LEAF_INDEX,
        /** A path in a tree of that many leaves is longer or shorter. */
        PATH_LENGTH,
        /** Leaf, index and path lead to another root. */
        ROOT_MISMATCH
    }

    /** Returns the message: one sentence, without a full stop. */
    @Override
    public String toString() {
        return message;
    }
}
