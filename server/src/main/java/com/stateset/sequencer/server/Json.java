package com.stateset.sequencer.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Writes JSON, to a call's answer or to memory. */
final class Json {

    static final String CONTENT_TYPE = "application/json";

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
            .build();

    private Json() {}

    /** Writes one JSON value. */
    interface Content {
        void writeTo(JsonGenerator json) throws IOException;
    }

    /**
     * Answers 200, writing as it goes: a page of large events is never held twice. If {@code content} fails on the way, what is
     * written stays incomplete.
     */
    static void answer(Context call, Content content) throws IOException {
        call.status(200).contentType(CONTENT_TYPE);
        write(call.outputStream(), content);
    }

    static void answer(Context call, ApiError error) {
        error.headers().forEach(call::header);
        call.status(error.status()).contentType(CONTENT_TYPE).result(bytes(error));
    }

    static byte[] bytes(ApiError error) {
        return bytes(json -> {
            json.writeStartObject();
            json.writeObjectFieldStart("error");
            json.writeStringField("code", error.code());
            json.writeStringField("message", error.message());
            if (!error.details().isEmpty()) {
                json.writeObjectFieldStart("details");
                for (var detail : error.details().entrySet()) {
                    json.writeStringField(detail.getKey(), detail.getValue());
                }
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    static byte[] bytes(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            write(bytes, content);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void write(OutputStream target, Content content) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(target)) {
            content.writeTo(json);
        }
    }
}
