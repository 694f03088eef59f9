package com.stateset.sequencer.outbox;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** How UUIDs and moments are stored: as 16 bytes, and as microseconds since 1970. */
final class BinaryForm {

    static final int UUID_LENGTH = 16;

    private BinaryForm() {}

    static byte[] bytes(UUID uuid) {
        byte[] bytes = new byte[UUID_LENGTH];
        put(uuid, ByteBuffer.wrap(bytes));
        return bytes;
    }

    static void put(UUID uuid, ByteBuffer target) {
        target.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
    }

    /**
     * Reads a UUID.
     *
     * @throws IllegalArgumentException if these are not 16 bytes
     */
    static UUID uuid(byte[] bytes) {
        if (bytes.length != UUID_LENGTH) {
            throw new IllegalArgumentException("a UUID is 16 bytes, not " + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    static long micros(Instant moment) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, moment);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
