package com.stateset.sequencer.sync;

/**
 * How much goes out at once. A command is never cut, so that a large one may exceed the limits by itself.
 *
 * @param units the most commands; an event without a command counts as one
 * @param events the most events
 * @param payloadBytes the most bytes of payload
 * @param chains whether several units may be about one entity. Only for a server that rejects the later ones with the first; for
 *     another one, an entity's next unit waits for the outcome of the one before it
 * @param ownOnly whether other agents' events, which this one holds to send them again, are left out
 */
public record BatchLimits(int units, int events, long payloadBytes, boolean chains, boolean ownOnly) {

    public BatchLimits {
        if (units < 1 || events < 1 || payloadBytes < 1) {
            throw new IllegalArgumentException("a batch holds at least one event");
        }
    }

    /** Limits of a batch without chains. */
    public BatchLimits(int units, int events, long payloadBytes) {
        this(units, events, payloadBytes, false);
    }

    /** Limits of a batch that may hold other agents' events. */
    public BatchLimits(int units, int events, long payloadBytes, boolean chains) {
        this(units, events, payloadBytes, chains, false);
    }

    /** The same with at most this many commands. */
    public BatchLimits units(int value) {
        return new BatchLimits(value, events, payloadBytes, chains, ownOnly);
    }

    /** The same with chains, or without. */
    public BatchLimits chains(boolean value) {
        return new BatchLimits(units, events, payloadBytes, value, ownOnly);
    }

    /** The same with other agents' events, or without. */
    public BatchLimits ownOnly(boolean value) {
        return new BatchLimits(units, events, payloadBytes, chains, value);
    }
}
