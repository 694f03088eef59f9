package com.stateset.sequencer.replay;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/**
 * Turns a state into bytes and back. Thread-safe.
 *
 * @param <S> the state
 */
public interface SnapshotCodec<S> {

    /** Writes a state. */
    byte[] encode(S state) throws IOException;

    /** Reads what {@link #encode} wrote. */
    S decode(byte[] bytes) throws IOException;

    /** Writes states as JSON, as Jackson does by default. */
    static <S> SnapshotCodec<S> json(Class<S> type) {
        return json(new ObjectMapper(), type);
    }

    /** Writes states as JSON, as {@code mapper} does. */
    static <S> SnapshotCodec<S> json(ObjectMapper mapper, Class<S> type) {
        JavaType javaType = mapper.constructType(type);
        return new SnapshotCodec<>() {
            @Override
            public byte[] encode(S state) throws IOException {
                return mapper.writerFor(javaType).writeValueAsBytes(state);
            }

            @Override
            public S decode(byte[] bytes) throws IOException {
                return mapper.readValue(bytes, javaType);
            }
        };
    }
}
