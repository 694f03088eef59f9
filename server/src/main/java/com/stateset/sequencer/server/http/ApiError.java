package com.stateset.sequencer.server.http;

import com.stateset.sequencer.server.limits.RateVerdict;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * A whole call's failure, as it is answered: {@code {"error":{"code","message","details"?}}}.
 *
 * @param status the HTTP status
 * @param code a fixed word for programs
 * @param message one sentence for a person
 * @param details more for programs; may be empty
 * @param headers headers that belong to the answer
 */
public record ApiError(
        int status, String code, String message, Map<String, String> details, Map<String, String> headers) {

    private static final String RETRY_AFTER = "Retry-After";

    public ApiError {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(message, "message");
        details = Map.copyOf(details);
        headers = Map.copyOf(headers);
    }

    public static ApiError badRequest(String message) {
        return of(400, "invalid_request", message);
    }

    /** What is wrong at a place of the body; the message leads with its JSON path. */
    public static ApiError badRequest(String path, String problem) {
        return new ApiError(400, "invalid_request", path + ": " + problem, Map.of("path", path), Map.of());
    }

    public static ApiError unauthorized(String message) {
        return new ApiError(
                401,
                "unauthorized",
                message,
                Map.of(),
                Map.of("WWW-Authenticate", "ApiKey realm=\"sequencer\", Bearer realm=\"sequencer\""));
    }

    public static ApiError notFound(String message) {
        return of(404, "not_found", message);
    }

    public static ApiError methodNotAllowed(String method, String allowed) {
        return new ApiError(
                405,
                "method_not_allowed",
                "The method " + method + " is not allowed here, only " + allowed + ".",
                Map.of(),
                Map.of("Allow", allowed));
    }

    public static ApiError tooLarge(int limit) {
        return of(413, "payload_too_large", "The body is larger than " + limit + " bytes.");
    }

    public static ApiError unsupportedEncoding(String encoding) {
        return of(
                415,
                "unsupported_media_type",
                "The content encoding " + encoding + " is not supported; send the body as it is, or as gzip.");
    }

    public static ApiError unavailable(String code, String message, Duration retryAfter) {
        return new ApiError(
                503, code, message, Map.of(), Map.of(RETRY_AFTER, String.valueOf(Math.max(1, retryAfter.toSeconds()))));
    }

    public static ApiError rateLimited(RateVerdict verdict) {
        return new ApiError(
                429,
                "rate_limited",
                "There are too many calls: " + verdict.limit()
                        + " are allowed in a minute. Nothing was done; try again later.",
                Map.of(),
                verdict.headers());
    }

    public static ApiError of(int status, String code, String message) {
        return new ApiError(status, code, message, Map.of(), Map.of());
    }
}
