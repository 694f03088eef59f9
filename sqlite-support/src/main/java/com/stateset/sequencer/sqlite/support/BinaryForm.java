package com.stateset.sequencer.sqlite.support;

import com.stateset.sequencer.event.StreamId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How UUIDs and moments are stored: as 16 bytes, big-endian, and as microseconds since 1970, UTC. */
public final class BinaryForm {

    public static final int UUID_LENGTH = 16;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final long MICROS_PER_SECOND = 1_000_000;

    private BinaryForm() {}

    public static byte[] bytes(UUID uuid) {
        byte[] bytes = new byte[UUID_LENGTH];
        LONGS.set(bytes, 0, uuid.getMostSignificantBits());
        LONGS.set(bytes, Long.BYTES, uuid.getLeastSignificantBits());
        return bytes;
    }

    public static void put(UUID uuid, ByteBuffer target) {
        target.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
    }

    /**
     * Reads a UUID.
     *
     * @throws IllegalArgumentException if these are not 16 bytes
     */
    public static UUID uuid(byte[] bytes) {
        if (bytes.length != UUID_LENGTH) {
            throw new IllegalArgumentException("a UUID is 16 bytes, not " + bytes.length);
        }
        return new UUID((long) LONGS.get(bytes, 0), (long) LONGS.get(bytes, Long.BYTES));
    }

    /** Reads the name of the stream that a row is about. */
    public static StreamId streamId(ResultSet row) throws SQLException {
        return new StreamId(uuid(row.getBytes("tenant_id")), uuid(row.getBytes("store_id")));
    }

    /**
     * Counts the microseconds up to a moment. {@link ChronoUnit#between} counts nanoseconds on the way on
     * Java 17, and has no room for those of the year 2263.
     *
     * @throws ArithmeticException if the moment is some 290,000 years away
     */
    public static long micros(Instant moment) {
        return Math.addExact(Math.multiplyExact(moment.getEpochSecond(), MICROS_PER_SECOND), moment.getNano() / 1_000);
    }

    public static @Nullable Long microsOrNull(@Nullable Instant moment) {
        return moment == null ? null : micros(moment);
    }

    public static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    public static @Nullable Instant instantOrNull(ResultSet row, int column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? null : instant(micros);
    }
}
