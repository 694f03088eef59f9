package com.stateset.sequencer.tck.journal;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The small values of a {@link Journal} as bytes. */
final class Codec {

    private Codec() {}

    interface ValueWriter<T> {
        void write(T value, DataOutputStream out) throws IOException;
    }

    interface ValueReader<T> {
        T read(DataInputStream in) throws IOException;
    }

    static void writeUuid(UUID uuid, DataOutputStream out) throws IOException {
        out.writeLong(uuid.getMostSignificantBits());
        out.writeLong(uuid.getLeastSignificantBits());
    }

    static UUID readUuid(DataInputStream in) throws IOException {
        return new UUID(in.readLong(), in.readLong());
    }

    static void writeInstant(Instant moment, DataOutputStream out) throws IOException {
        // Not ChronoUnit.between, which overflows before the year 2300.
        out.writeLong(TimeUnit.SECONDS.toMicros(moment.getEpochSecond()) + moment.getNano() / 1000);
    }

    static Instant readInstant(DataInputStream in) throws IOException {
        return Instant.EPOCH.plus(in.readLong(), ChronoUnit.MICROS);
    }

    static <T> void writeNullable(@Nullable T value, DataOutputStream out, ValueWriter<T> writer) throws IOException {
        out.writeBoolean(value != null);
        if (value != null) {
            writer.write(value, out);
        }
    }

    static <T> @Nullable T readNullable(DataInputStream in, ValueReader<T> reader) throws IOException {
        return in.readBoolean() ? reader.read(in) : null;
    }
}
