package com.stateset.sequencer.protocol.http;

import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.protocol.WireError;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * Tells what a call that failed means: which kind of {@link TransportException}, in which words.
 *
 * <p>The question behind the kinds is whether the server may have done what it was asked. Without a connection it has not; with a
 * connection that broke, or an answer that came too late, it may have. A refusal (4xx) says that it has not; a failure
 * (5xx) says that the server does not know. An answer of a gateway (502, 504, 520 to 527) says nothing of the server, which may still
 * be at work. 429 and 503 say when to come back; only after 503 may something have been done.
 */
final class CallFailures {

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;
    private static final int FIRST_REFUSAL = 400;
    private static final int FIRST_FAILURE = 500;

    /** Said by what stands in front of a server that may still be at work; 520 and more are Cloudflare's. */
    private static final Set<Integer> GATEWAYS = Set.of(502, 504, 520, 521, 522, 523, 524, 525, 526, 527);

    private static final String HISTORY_MISMATCH = "history_mismatch";
    private static final int LONGEST_QUOTE = 500;

    private CallFailures() {}

    /**
     * There was no answer.
     *
     * @param base the server's address, for the message
     * @param failure what the HTTP client threw
     * @return {@link TransportException.Unreachable}, which says whether the server may have done what it was asked; or {@link
     *     TransportException.Incomprehensible} if the answer was too long to be one
     */
    static TransportException ofConnection(String base, Throwable failure) {
        if (failure instanceof ConnectException
                || failure instanceof HttpConnectTimeoutException
                || failure instanceof UnresolvedAddressException) {
            return new TransportException.Unreachable("there is no connection to " + base, false, failure);
        }
        if (failure instanceof HttpTimeoutException) {
            return new TransportException.Unreachable(
                    "the server at " + base + " does not answer in time", true, failure);
        }
        if (failure instanceof AnswerBody.TooLong) {
            return new TransportException.Incomprehensible(
                    "what answers at " + base + " does not speak the protocol: " + failure.getMessage(), failure);
        }
        String problem = failure instanceof IOException
                ? "the connection to " + base + " broke: " + failure.getMessage()
                : "the call to " + base + " failed: " + failure.getMessage();
        return new TransportException.Unreachable(problem, true, failure);
    }

    /**
     * There was an answer, but not the one that was asked for.
     *
     * @param base the server's address, for the message
     * @param response with a status other than 200
     * @return the kind that belongs to the status, with the server's own explanation in its message
     */
    static TransportException ofAnswer(String base, HttpResponse<byte[]> response) {
        int status = response.statusCode();
        String message = "the server at " + base + " answers " + status + explanation(response.body());
        if (status == UNAVAILABLE && HISTORY_MISMATCH.equals(code(response.body()))) {
            return new TransportException.Stopped(message);
        }
        if (status == TOO_MANY_REQUESTS || status == UNAVAILABLE) {
            Duration wait = response.headers()
                    .firstValue("Retry-After")
                    .map(header -> RetryAfter.parse(header, Instant.now()))
                    .orElse(Duration.ZERO);
            return new TransportException.Throttled(message, wait, status == UNAVAILABLE);
        }
        if (GATEWAYS.contains(status)) {
            return new TransportException.Unreachable(message, true, null);
        }
        if (status >= FIRST_FAILURE) {
            return new TransportException.Failed(status, message);
        }
        return status >= FIRST_REFUSAL
                ? new TransportException.Refused(status, message)
                : new TransportException.Incomprehensible(message, null);
    }

    /** What the server says about it: the protocol's {@code error.message}, or its first line. */
    private static String explanation(byte[] body) {
        String said = said(body);
        String quote = said.substring(0, Math.min(LONGEST_QUOTE, said.length())).strip();
        return quote.isEmpty() ? "" : ": " + quote;
    }

    /** The protocol's {@code error.code}; empty if the body is not of that form. */
    private static String code(byte[] body) {
        try {
            return ProtocolJson.read(body, WireError.class).error().code();
        } catch (InvalidMessageException e) {
            return "";
        }
    }

    private static String said(byte[] body) {
        try {
            return ProtocolJson.read(body, WireError.class).error().message();
        } catch (InvalidMessageException e) {
            return new String(body, 0, Math.min(LONGEST_QUOTE, body.length), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }
}
