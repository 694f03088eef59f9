package com.stateset.sequencer.outbox;

/**
 * The column {@code state} of an outbox's event.
 *
 * <pre>
 *   PENDING ──► ACCEPTED ──► PULLED        answered, then seen in the log; or found there at once
 *      │ ▲
 *      ▼ │ retry, or what it waited for is resolved
 *   REJECTED, BLOCKED ──► DISCARDED        given up
 *      └────────────────► REPLACED         by a new event in the same place
 * </pre>
 *
 * <p>Codes are stored, and never change their meaning. The partial indexes name them: up to 2 an event
 * is open, and up to 3 it comes on top of what the replica holds.
 */
enum OutboxRowState {
    PENDING(0),
    BLOCKED(1),
    REJECTED(2),
    /** Stands in the log, and the replica does not hold it yet. */
    ACCEPTED(3),
    /** Stands in the log and in the replica. */
    PULLED(4),
    DISCARDED(5),
    REPLACED(6);

    private final int code;

    OutboxRowState(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /**
     * Reads a code.
     *
     * @throws IllegalArgumentException if there is no such state
     */
    static OutboxRowState of(int code) {
        for (OutboxRowState state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw new IllegalArgumentException("there is no state " + code);
    }

    boolean isStored() {
        return this == ACCEPTED || this == PULLED;
    }

    /** Whether it waits: to be sent, for an outcome, or for a resolution. */
    boolean isOpen() {
        return this == PENDING || this == BLOCKED || this == REJECTED;
    }
}
