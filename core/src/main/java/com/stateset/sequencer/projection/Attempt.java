package com.stateset.sequencer.projection;

import com.stateset.sequencer.error.ProjectionFailedException;
import com.stateset.sequencer.event.SequencedEvent;

/** A projection's code, as something that can fail at one event. */
@FunctionalInterface
interface Attempt {

    int LONGEST_TEXT = 2000;

    void run() throws Exception;

    /** What was thrown, fit to be kept. */
    static String text(Throwable thrown) {
        String text = thrown.toString().replace('\0', '?');
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
    }

    /** Runs it; whatever it throws, short of the virtual machine's own troubles, is a failure at that event. */
    static void at(SequencedEvent event, Attempt attempt) {
        try {
            attempt.run();
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            throw new ProjectionFailedException(event.sequenceNumber(), e);
        }
    }
}
