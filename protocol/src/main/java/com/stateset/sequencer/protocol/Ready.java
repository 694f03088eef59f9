package com.stateset.sequencer.protocol;

/**
 * The answer of {@code GET /ready} if the server can serve; otherwise it is an error with status 503.
 *
 * @param status {@code ready}
 * @param database {@code connected}
 */
public record Ready(String status, String database) {

    /** What a server that can serve answers. */
    public static final Ready YES = new Ready("ready", "connected");
}
