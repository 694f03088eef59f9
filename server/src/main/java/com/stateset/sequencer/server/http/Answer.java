package com.stateset.sequencer.server.http;

import com.stateset.sequencer.protocol.WireError;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import io.javalin.http.Context;
import java.io.IOException;

/** Answers calls with JSON. */
public final class Answer {

    /** The media type of all answers that are not files of a log. */
    public static final String CONTENT_TYPE = "application/json";

    /** The media type of files of a log that are made of hashes; they are never compressed. */
    public static final String BYTES = "application/octet-stream";

    private Answer() {}

    /**
     * Answers 200 with a message, writing as it goes: a page of large events is never held twice. If that fails on the way, what is
     * written stays incomplete.
     */
    public static void write(Context call, Object message) throws IOException {
        call.status(200).contentType(CONTENT_TYPE);
        varyByEncoding(call);
        ProtocolJson.write(call.outputStream(), message);
    }

    /** Answers 200 with a file. Without a word on it, a charset would be named even for bytes. */
    public static void write(Context call, String mediaType, byte[] file) {
        call.res().setCharacterEncoding(null);
        call.status(200).contentType(mediaType).result(file);
        if (!mediaType.equals(BYTES)) {
            varyByEncoding(call);
        }
    }

    /** Of what may be compressed, a cache must keep each form apart. */
    private static void varyByEncoding(Context call) {
        call.res().addHeader("Vary", "Accept-Encoding");
    }

    static void write(Context call, ApiError error) {
        CallFacts.ERROR.note(call, error.code());
        error.headers().forEach(call::header);
        call.status(error.status()).contentType(CONTENT_TYPE).result(bytes(error));
    }

    static byte[] bytes(ApiError error) {
        return ProtocolJson.write(WireError.of(error.code(), error.message(), error.details()));
    }
}
