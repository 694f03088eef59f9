package com.stateset.sequencer.protocol;

/**
 * The answer of {@code GET /health}.
 *
 * @param status {@code healthy}
 * @param service {@code stateset-sequencer}
 * @param version the server's version
 */
public record Health(String status, String service, String version) {

    /** Returns what a server that lives answers. */
    public static Health of(String version) {
        return new Health("healthy", "stateset-sequencer", version);
    }
}
