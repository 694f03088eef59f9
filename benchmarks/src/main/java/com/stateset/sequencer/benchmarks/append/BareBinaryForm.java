package com.stateset.sequencer.benchmarks.append;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes values as PostgreSQL reads them in binary: big-endian, each field behind its length, null as length -1. */
final class BareBinaryForm {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(written);

    BareBinaryForm int16(int value) {
        return writing(() -> out.writeShort(value));
    }

    BareBinaryForm int32(int value) {
        return writing(() -> out.writeInt(value));
    }

    BareBinaryForm bytes(byte[] value) {
        return writing(() -> out.write(value));
    }

    /**
     * Writes a field.
     *
     * @param width of a whole number, in bytes; without meaning for other kinds
     */
    BareBinaryForm field(BareColumn.Kind kind, int width, @Nullable Object value) {
        if (value == null) {
            return int32(-1);
        }
        return switch (kind) {
            case BIGINT, INTEGER, SMALLINT -> number((Long) value, width);
            case UUID -> uuid((UUID) value);
            case TEXT -> counted(((String) value).getBytes(StandardCharsets.UTF_8));
            case BYTEA -> counted((byte[]) value);
        };
    }

    int length() {
        return out.size();
    }

    byte[] toByteArray() {
        return written.toByteArray();
    }

    private BareBinaryForm number(long value, int width) {
        int32(width);
        return switch (width) {
            case Short.BYTES -> int16((int) value);
            case Integer.BYTES -> int32((int) value);
            default -> writing(() -> out.writeLong(value));
        };
    }

    private BareBinaryForm uuid(UUID value) {
        return int32(2 * Long.BYTES).writing(() -> {
            out.writeLong(value.getMostSignificantBits());
            out.writeLong(value.getLeastSignificantBits());
        });
    }

    private BareBinaryForm counted(byte[] value) {
        return int32(value.length).bytes(value);
    }

    private BareBinaryForm writing(Writing writing) {
        try {
            writing.run();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Writing {
        void run() throws IOException;
    }
}
