package com.stateset.sequencer.outbox.transactional;

/**
 * The column {@code state}.
 *
 * <pre>
 *   append ──► PENDING ──► (sequenced: the row is deleted, the log has the event)
 *               │   ▲
 *               ▼   │ retry, rebase, or what it waited for was settled
 *        REJECTED, BLOCKED ──► DISCARDED (kept for a while, without its payload)
 * </pre>
 *
 * <p>Codes are stored, and never change their meaning. The partial indexes name them.
 */
enum RowState {
    PENDING(0),
    /** Not sent, because an earlier event of one of its entities, or of its command's, is stuck. The log does not hold it. */
    BLOCKED(1),
    /** Was answered so when it was sent last. The log does not hold it. */
    REJECTED(2),
    DISCARDED(3);

    private final int code;

    RowState(int code) {
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
    static RowState of(int code) {
        for (RowState state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw new IllegalArgumentException("there is no state " + code);
    }
}
