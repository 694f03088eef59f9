package com.stateset.sequencer.server.http;

import com.stateset.sequencer.protocol.WireError;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;

/** Answers calls with JSON. */
public final class Answer {

    /** The media type of all answers that are not files of a log. */
    public static final String CONTENT_TYPE = "application/json";

    /** The media type of files of a log that are made of hashes; they are never compressed. */
    public static final String BYTES = "application/octet-stream";

    private static final String ENCODING = "Accept-Encoding";
    private static final String VARY = "Vary";

    private Answer() {}

    /**
     * Answers 200 with a message, writing as it goes: a page of large events is never held twice. If that fails on the way, what is
     * written stays incomplete.
     */
    public static void write(Context call, Object message) throws IOException {
        begin(call, 200);
        ProtocolJson.write(call.outputStream(), message);
    }

    /** Answers 200 with a file. Without a word on it, a charset would be named even for bytes. */
    public static void write(Context call, String mediaType, byte[] file) {
        call.res().setCharacterEncoding(null);
        call.status(200).contentType(mediaType).result(file);
        if (!mediaType.equals(BYTES)) {
            varyBy(call, ENCODING);
        }
    }

    static void write(Context call, ApiError error) {
        call.result(beginError(call, error));
    }

    /** Begins to answer with an error, and returns the body that has to follow. */
    static byte[] beginError(Context call, ApiError error) {
        CallFacts.ERROR.note(call, error.code());
        error.headers().forEach(call::header);
        begin(call, error.status());
        return bytes(error);
    }

    /** Begins to answer with JSON, which may be compressed. */
    public static void begin(Context call, int status) {
        begin(call, status, CONTENT_TYPE);
    }

    /** Begins to answer likewise with JSON of a media type of its own, to which Jetty would add a charset that JSON does not have. */
    public static void begin(Context call, int status, String mediaType) {
        call.res().setCharacterEncoding(null);
        call.status(status).contentType(mediaType);
        varyBy(call, ENCODING);
    }

    /**
     * Says that the answer depends on a header of the request, so that caches keep its forms apart (RFC 9110, section 12.5.5). All that
     * is said so is one {@code Vary}.
     */
    public static void varyBy(Context call, String header) {
        String known = call.res().getHeader(VARY);
        if (known == null) {
            call.header(VARY, header);
        } else if (!List.of(known.split(", ", -1)).contains(header)) {
            call.header(VARY, known + ", " + header);
        }
    }

    static byte[] bytes(ApiError error) {
        return ProtocolJson.write(WireError.of(error.code(), error.message(), error.details()));
    }
}
