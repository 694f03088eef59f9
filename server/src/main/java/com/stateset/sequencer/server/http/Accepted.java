package com.stateset.sequencer.server.http;

import io.javalin.http.Context;
import org.eclipse.jetty.http.QuotedQualityCSV;

/** What a caller wants to be answered with: its header {@code Accept} (RFC 9110, section 12.5.1). */
public final class Accepted {

    private static final String ACCEPT = "Accept";

    private Accepted() {}

    /** Whether a media type is preferred to JSON, which is what callers get that do not say. The answer depends on the header then. */
    public static boolean prefers(Context call, String mediaType) {
        Answer.varyBy(call, ACCEPT);
        QuotedQualityCSV accepted = new QuotedQualityCSV();
        accepted.addValue(call.header(ACCEPT));
        for (String range : accepted.getValues()) {
            String type = MediaType.of(range);
            if (type.equals("*/*") || type.equals("application/*") || type.equals(Answer.CONTENT_TYPE)) {
                return false;
            }
            if (type.equals(mediaType) || type.equals(mediaType.replaceFirst("/.*", "/*"))) {
                return true;
            }
        }
        return false;
    }
}
