package com.stateset.sequencer.server;

/**
 * How large a call may be.
 *
 * @param bodyBytes the most bytes of a request's body
 * @param batchEvents the most events of a batch
 * @param payloadBytes the most bytes of one event's payload
 */
record Limits(int bodyBytes, int batchEvents, int payloadBytes) {

    /** 10 MiB bodies, 1,000 events, 1 MiB payloads. */
    static final Limits DEFAULT = new Limits(10 << 20, 1000, 1 << 20);

    Limits {
        require("bodyBytes", bodyBytes);
        require("batchEvents", batchEvents);
        require("payloadBytes", payloadBytes);
    }

    private static void require(String name, int value) {
        if (value < 1 || value == Integer.MAX_VALUE) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be positive");
        }
    }
}
