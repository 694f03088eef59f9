package com.stateset.sequencer.spi;

/**
 * A watch that a store keeps on the heads of streams for a {@link HeadListener}, which hears of other processes' appends until this
 * is closed. Thread-safe.
 *
 * <p>A watch is never relied upon. Notices may be late or lost, so those who wait for events look at the store as well, more rarely
 * while {@link #areFlowing} says yes. A store without notices returns {@link #NONE}.
 */
public interface HeadWatch extends AutoCloseable {

    /** A watch without notices. */
    HeadWatch NONE = new HeadWatch() {
        @Override
        public boolean areFlowing() {
            return false;
        }

        @Override
        public void close() {}
    };

    /**
     * Whether notices come in just now. If not, only looking at the store finds what other processes appended. Must not go on saying
     * yes when the way from other processes is broken.
     */
    boolean areFlowing();

    /** Ends the notices; one may still be under way. Does not wait. Closing again does nothing. */
    @Override
    void close();
}
