package com.stateset.sequencer.worker;

import com.stateset.sequencer.error.SequencerFailedException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a sequencer still works: fails once and for good, with the first cause. Thread-safe. */
public final class WorkerHealth {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerHealth.class);

    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** Notes that a thread has broken down. Takes nothing more from now on. */
    public void fail(String thread, Throwable cause) {
        if (failure.compareAndSet(null, cause)) {
            LOG.error("The sequencer has failed: {} broke down", thread, cause);
        }
    }

    /**
     * Returns if nothing has broken down.
     *
     * @throws SequencerFailedException with the first cause if something has
     */
    public void require() {
        Throwable cause = failure.get();
        if (cause != null) {
            throw new SequencerFailedException("the sequencer has failed: " + cause, cause);
        }
    }
}
