package com.stateset.sequencer.sync;

/**
 * How much goes out at once. A command is never cut, so that a large one may exceed the limits by itself.
 *
 * @param units the most commands; an event without a command counts as one
 * @param events the most events
 * @param payloadBytes the most bytes of payload
 */
public record BatchLimits(int units, int events, long payloadBytes) {

    public BatchLimits {
        if (units < 1 || events < 1 || payloadBytes < 1) {
            throw new IllegalArgumentException("a batch holds at least one event");
        }
    }

    /** The same with at most this many commands. */
    public BatchLimits units(int value) {
        return new BatchLimits(value, events, payloadBytes);
    }
}
