package com.stateset.sequencer.history;

/**
 * The line that the heads of a stream are on: one object for as long as every head extends the one before; another one begins when
 * an administrator accepts another history. Compared by identity. Knows besides if callers ask for its checkpoints. Thread-safe.
 */
final class HistoryLine {

    private volatile boolean asked;

    /** Notes that a caller has asked for a checkpoint. */
    void ask() {
        // Callers of a group come together: most only read, so that they do not take the field from one another.
        if (!asked) {
            asked = true;
        }
    }

    /** Whether a caller has asked since the last call. */
    boolean takeAsked() {
        boolean was = asked;
        asked = false;
        return was;
    }
}
