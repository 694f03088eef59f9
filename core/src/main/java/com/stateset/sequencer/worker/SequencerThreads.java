package com.stateset.sequencer.worker;

/** Makes the threads of one sequencer, and knows them again: none of them may wait for the others to end. Thread-safe. */
public final class SequencerThreads {

    /** Makes a daemon thread that has not started. */
    public Thread unstarted(String name, Runnable task) {
        return new Worker(task, name);
    }

    /** Whether the calling thread is one of these. */
    public boolean includeCurrent() {
        return Thread.currentThread() instanceof Worker worker && worker.owner() == this;
    }

    private final class Worker extends Thread {

        private Worker(Runnable task, String name) {
            super(task, name);
            setDaemon(true);
        }

        private SequencerThreads owner() {
            return SequencerThreads.this;
        }
    }
}
