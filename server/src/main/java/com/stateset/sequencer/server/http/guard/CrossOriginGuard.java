package com.stateset.sequencer.server.http.guard;

import com.stateset.sequencer.protocol.cloudevents.CloudEvent;
import com.stateset.sequencer.server.http.Answer;
import com.stateset.sequencer.server.http.ApiError;
import com.stateset.sequencer.server.http.ApiException;
import com.stateset.sequencer.server.http.MediaType;
import com.stateset.sequencer.server.net.Loopback;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides what web pages may do that a browser has loaded from elsewhere. Immutable, thread-safe.
 *
 * <p><b>What a page can do unasked.</b> A browser sends a {@code GET}, or a {@code POST} of one of three media types or of none, to any
 * server it can reach, and only keeps the answer from the page; for everything else it first asks, by a preflight, whether it may. Where
 * a call needs a key, such a page has none: nothing happens. Where <b>everyone</b> may call, it could write to a developer's server. So
 * <ul>
 *   <li>a {@code POST} must be of {@code application/json}, which no page sends without a preflight, or of no type at all; where events are
 *       sent, also of one of the two types of CloudEvents in JSON, which no page sends without a preflight either;
 *   <li>where everyone may call, a call with the {@code Origin} of another server is refused, unless it is one of the {@link CorsOrigins}:
 *       browsers send that header with every {@code POST}, and scripts cannot change it;
 *   <li>where everyone may call from this machine, {@code Host} must be a name of this machine. A page of {@code evil.example} may have its
 *       name point to 127.0.0.1 once it is loaded (DNS rebinding): for the browser, that is its own origin then, but the header still
 *       tells the name.
 * </ul>
 *
 * <p><b>CORS.</b> Pages of the allowed origins get the headers that let their browser show them the answer, errors included; preflights are
 * answered here, before anything asks for a key, which they never carry. Credentials that a browser adds by itself are never
 * allowed, as there are none: a page sends its key in a header of its own.
 */
public final class CrossOriginGuard implements Handler {

    private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
    private static final String ORIGIN = "Origin";
    private static final String EXPOSED_HEADERS =
            "Accept-Encoding, Link, Next-Sequence, Head-Sequence, Retry-After, WWW-Authenticate, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, X-Request-Id";
    private static final String JSON = "application/json";
    private static final Set<String> OF_EVENTS = Set.of(JSON, CloudEvent.MEDIA_TYPE, CloudEvent.BATCH_MEDIA_TYPE);
    private static final String ALLOWED_HEADERS =
            "Authorization, Content-Encoding, Content-Type, Last-Event-ID, Traceparent, Tracestate, X-API-Key, X-Request-Id";
    private static final Pattern CLOUD_EVENT_HEADERS = Pattern.compile("(?i)(?<![^, ])ce-[a-z0-9]+(?![^, ])");
    private static final Pattern EVENTS = Pattern.compile("/api/v1/(ves/)?events/ingest(/chained)?/?");

    private final CorsOrigins cors;
    private final boolean isOpen;
    private final boolean isLocal;
    private final Supplier<? extends Collection<String>> methods;

    /**
     * Makes a guard.
     *
     * @param cors the origins that may call
     * @param isOpen whether calls need no key
     * @param isLocal whether only this machine can reach the server
     * @param methods the methods of the server's routes, asked for with each preflight
     */
    public CrossOriginGuard(
            CorsOrigins cors, boolean isOpen, boolean isLocal, Supplier<? extends Collection<String>> methods) {
        this.cors = cors;
        this.isOpen = isOpen;
        this.isLocal = isLocal;
        this.methods = methods;
    }

    /**
     * Lets a call pass, or answers it if it is a preflight.
     *
     * @throws ApiException if the call may not pass
     */
    @Override
    public void handle(Context call) {
        String host = call.header("Host");
        if (isOpen && isLocal && !Loopback.isNamed(host)) {
            throw refusal(
                    "The header Host must be localhost or another name of this machine, as the server is open to everyone.");
        }
        if (!cors.areAny() && !cors.origins().isEmpty()) {
            Answer.varyBy(call, ORIGIN);
        }
        String origin = call.header(ORIGIN);
        if (origin != null) {
            judge(call, origin, host);
        }
        if (call.req().getMethod().equals("POST")) {
            Set<String> types = EVENTS.matcher(call.path()).matches() ? OF_EVENTS : Set.of(JSON);
            Collections.list(call.req().getHeaders("Content-Type")).forEach(sent -> requireOneOf(types, sent));
        }
    }

    private void judge(Context call, String origin, @Nullable String host) {
        if (cors.allow(origin)) {
            call.header(ALLOW_ORIGIN, cors.areAny() ? "*" : origin);
            call.header("Access-Control-Expose-Headers", EXPOSED_HEADERS);
            if (isPreflight(call)) {
                allow(call);
            }
        } else if (isOpen && !isOfServer(origin, host)) {
            throw refusal("Web pages of " + (origin.length() > 200 ? "this origin" : origin)
                    + " may not call this server, which is open to everyone.");
        }
    }

    private static boolean isPreflight(Context call) {
        return call.req().getMethod().equals("OPTIONS") && call.header("Access-Control-Request-Method") != null;
    }

    private void allow(Context call) {
        call.header("Access-Control-Allow-Methods", String.join(", ", methods.get()));
        call.header("Access-Control-Allow-Headers", allowedHeaders(call.header("Access-Control-Request-Headers")));
        call.header("Access-Control-Max-Age", "600");
        call.status(204);
        call.skipRemainingHandlers();
    }

    /** The attributes of a CloudEvent are headers of any name, so those are allowed that are asked for. */
    private static String allowedHeaders(@Nullable String requested) {
        Stream<String> attributes = CLOUD_EVENT_HEADERS
                .matcher(requested == null ? "" : requested)
                .results()
                .map(MatchResult::group);
        return Stream.concat(Stream.of(ALLOWED_HEADERS), attributes).collect(Collectors.joining(", "));
    }

    /** By whichever scheme: a proxy may take HTTPS for us. */
    private static boolean isOfServer(String origin, @Nullable String host) {
        int authority = origin.indexOf("://");
        return host != null && authority >= 0 && origin.substring(authority + 3).equalsIgnoreCase(host);
    }

    private static void requireOneOf(Set<String> types, String contentType) {
        if (!types.contains(MediaType.of(contentType))) {
            String others = types.contains(CloudEvent.MEDIA_TYPE)
                    ? ", or CloudEvents as " + CloudEvent.MEDIA_TYPE + " or " + CloudEvent.BATCH_MEDIA_TYPE
                    : "";
            throw new ApiException(ApiError.of(
                    415,
                    "unsupported_media_type",
                    "The body must be " + JSON + others + "; send that, or no Content-Type at all."));
        }
    }

    private static ApiException refusal(String message) {
        return new ApiException(ApiError.of(403, "cross_origin_refused", message));
    }
}
