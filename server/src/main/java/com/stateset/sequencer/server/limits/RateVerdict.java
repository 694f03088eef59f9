package com.stateset.sequencer.server.limits;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of a call under a limit. Immutable.
 *
 * @param allowed whether it may be made
 * @param limit the most calls in a minute
 * @param remaining how many may follow at once
 * @param reset how long until all of them may be made at once again
 * @param retryAfter how long until one may be made; zero if it is allowed
 */
public record RateVerdict(boolean allowed, long limit, long remaining, Duration reset, Duration retryAfter) {

    /**
     * Returns the headers that tell a client: {@code RateLimit-Limit}, {@code RateLimit-Remaining} and {@code RateLimit-Reset} in seconds, as
     * draft-ietf-httpapi-ratelimit-headers-03 has them, and {@code Retry-After} (RFC 9110) where the call is refused. Seconds are rounded up,
     * so that who waits for them has waited long enough.
     */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("RateLimit-Limit", String.valueOf(limit));
        headers.put("RateLimit-Remaining", String.valueOf(remaining));
        headers.put("RateLimit-Reset", String.valueOf(seconds(reset)));
        if (!allowed) {
            headers.put("Retry-After", String.valueOf(Math.max(1, seconds(retryAfter))));
        }
        return headers;
    }

    /** Of two limits that a call is under, the one that its client meets first. */
    RateVerdict tighter(RateVerdict other) {
        return other.remaining < remaining ? other : this;
    }

    private static long seconds(Duration duration) {
        return duration.plusSeconds(1).minusNanos(1).toSeconds();
    }
}
