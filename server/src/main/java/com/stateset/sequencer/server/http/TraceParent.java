package com.stateset.sequencer.server.http;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The trace in which a call is made, as its client tells it: the header {@code traceparent} of W3C Trace Context, Level 1 (section 3.2).
 * It is written into the log and nowhere else: no span is begun here, and no library for that is asked for. Who wants spans attaches an agent
 * to the JVM, which reads the same header.
 */
final class TraceParent {

    static final String HEADER = "traceparent";

    /** Version, trace id, parent id and flags; a later version may have more behind them. Ids of zeros and version ff are not allowed. */
    private static final Pattern FORM =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?");

    private static final int LENGTH = 55;
    private static final int TRACE_ID = 3;
    private static final int TRACE_ID_END = 35;

    private TraceParent() {}

    /** Returns the known parts of the one header that there must be; empty if there is none, or more, or it is not well-formed. */
    static Optional<String> of(List<String> sent) {
        if (sent.size() != 1) {
            return Optional.empty();
        }
        String text = sent.get(0).strip();
        boolean isLater = !text.startsWith("00");
        return FORM.matcher(text).matches() && (isLater || text.length() == LENGTH)
                ? Optional.of(text.substring(0, LENGTH))
                : Optional.empty();
    }

    /** Returns the 32 hex digits that all spans of the trace share. */
    static String traceId(String traceParent) {
        return traceParent.substring(TRACE_ID, TRACE_ID_END);
    }
}
