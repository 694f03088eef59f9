package com.stateset.sequencer.cli.serve;

/**
 * How large requests may be. Immutable.
 *
 * @param bodyBytes the most bytes of a request's body
 * @param batchEvents the most events of one batch
 * @param payloadBytes the most bytes of one event's payload
 */
record Limits(int bodyBytes, int batchEvents, int payloadBytes) {

    static final Limits DEFAULTS = new Limits(10 << 20, 1000, 1 << 20);

    /** What a server can hold in memory at all. */
    private static final int MOST_BYTES = 1 << 30;

    private static final int LEAST_BODY_BYTES = 1024;
    private static final int MOST_EVENTS = 100_000;

    static Limits from(Settings settings) {
        return new Limits(
                settings.number("MAX_BODY_SIZE_BYTES", DEFAULTS.bodyBytes, LEAST_BODY_BYTES, MOST_BYTES),
                settings.number("MAX_EVENTS_PER_BATCH", DEFAULTS.batchEvents, 1, MOST_EVENTS),
                settings.number("MAX_EVENT_PAYLOAD_SIZE", DEFAULTS.payloadBytes, 1, MOST_BYTES));
    }
}
