package com.stateset.sequencer.history;

import org.jspecify.annotations.Nullable;

/**
 * The line that the heads of a stream are on: one object for as long as every head extends the one before; another one begins when
 * an administrator accepts another history. Compared by identity, and says nothing else outside. Knows besides if callers ask for
 * its checkpoints, if anyone has asked about the stream lately, and when the store was asked last if another line has begun.
 * Thread-safe.
 */
public final class HistoryLine {

    /** Of a stream whose history was never accepted. */
    static final long NEVER = -1;

    private final long acceptedAt;

    /** Made when it is first asked for: there is a line for each stream that is remembered, and only those that are stopped look. */
    private @Nullable LookInterval looks;

    private volatile boolean asked;
    private volatile boolean used;

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
    synchronized boolean takeLook() {
        LookInterval interval = looks;
        if (interval == null) {
            interval = new LookInterval();
            looks = interval;
        }
        return interval.take();
    }

    /** Notes that the stream is in use. */
    void use() {
        if (!used) {
            used = true;
        }
    }

    /** Whether the stream was in use since the last call. */
    boolean takeUsed() {
        boolean was = used;
        used = false;
        return was;
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
