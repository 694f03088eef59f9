package com.stateset.sequencer.spi;

/** What a store tells a {@link HeadListener} about other processes, until it is closed. Thread-safe. */
public interface HeadWatch extends AutoCloseable {

    /** No notices at all. */
    HeadWatch NONE = new HeadWatch() {
        @Override
        public boolean areFlowing() {
            return false;
        }

        @Override
        public void close() {}
    };

    /** Whether notices come in just now. If not, only looking at the store finds what other processes appended. */
    boolean areFlowing();

    /** Ends the notices. */
    @Override
    void close();
}
