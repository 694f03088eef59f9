package com.stateset.sequencer.outbox;

/**
 * The places in the queue of events that are sent again: before all that the outbox holds, in the order of their sequence numbers.
 *
 * @param end the lowest place that is taken
 * @param last the highest sequence number of an event that is sent again
 */
record LostPlaces(long end, long last) {

    long of(long sequenceNumber) {
        return end - 1 - (last - sequenceNumber);
    }
}
