package com.stateset.sequencer.projection.runner;

import com.stateset.sequencer.error.ProjectionFailedException;
import com.stateset.sequencer.event.SequencedEvent;

/** A projection's code, as something that can fail at one event. */
@FunctionalInterface
interface ProjectionCode {

    void run() throws Exception;

    /** Runs it; anything it throws, short of the virtual machine's own troubles, is a failure at that event. */
    static void at(SequencedEvent event, ProjectionCode code) {
        try {
            code.run();
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            throw new ProjectionFailedException(event.sequenceNumber(), e);
        }
    }
}
