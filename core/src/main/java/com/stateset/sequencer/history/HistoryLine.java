package com.stateset.sequencer.history;

/**
 * The line that the heads of a stream are on: one object for as long as every head extends the one before; another one begins when
 * an administrator accepts another history. Compared by identity, and says nothing else outside. Knows besides if callers ask for
 * its checkpoints, and when the store was asked last if another line has begun. Thread-safe.
 */
public final class HistoryLine {

    /** Of a stream whose history was never accepted. */
    static final long NEVER = -1;

    private final long acceptedAt;

    private final LookInterval looks = new LookInterval();

    private volatile boolean asked;

    /**
     * Begins a line.
     *
     * @param acceptedAt the index in the heads log of the stream's last break that was there before; {@link #NEVER} for none
     */
    HistoryLine(long acceptedAt) {
        this.acceptedAt = acceptedAt;
    }

    /** The last break that this line is not ended by: it was there when the line began. */
    long acceptedAt() {
        return acceptedAt;
    }

    /** Whether the calling thread is to look if another line was accepted in another process. */
    boolean takeLook() {
        return looks.take();
    }

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
