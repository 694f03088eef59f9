package com.stateset.sequencer.protocol.projection;

/**
 * The answer of {@code POST /projections/{name}/retry} and {@code …/discard}.
 *
 * @param status {@code retry_wanted} or {@code discarded}
 * @param events of how many events
 */
public record ParkedAnswer(String status, int events) {

    /** Says that events are to be tried again, by the processes that run the projection. */
    public static ParkedAnswer retryWanted(int events) {
        return new ParkedAnswer("retry_wanted", events);
    }

    /** Says that an event is given up for good. */
    public static ParkedAnswer discarded() {
        return new ParkedAnswer("discarded", 1);
    }
}
