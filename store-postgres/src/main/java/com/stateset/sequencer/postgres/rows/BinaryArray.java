package com.stateset.sequencer.postgres.rows;

import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgArray;

/**
 * Makes array parameters in PostgreSQL's binary form ({@code array_recv}): the driver sends UUIDs and some
 * others as text, which costs both sides more. Keeps its buffer; not thread-safe.
 *
 * <pre>
 *   int dimensions = 1 | int has nulls | int element type | int elements | int lower bound = 1
 *   and for each element   int length, or -1 for null | its bytes
 * </pre>
 *
 * <p>All numbers are big-endian. The bytes are copied twice: into the buffer, which grows and is kept up to 1
 * MiB, and out of it into the array that the driver keeps until it has sent it.
 *
 * <p><b>What it stands on.</b> {@code BaseConnection}, {@code PgArray} and {@code Oid} are the driver's own classes, though
 * public. {@code PgArray} is made of bytes here, which is what the driver itself does with arrays that it receives; it sends them
 * as they are. If a later driver takes that away, {@code Connection.createArrayOf} makes the same arrays of the same elements, as
 * text, and everything works as before, slower.
 *
 * <p>Lengths are known before their bytes are written, but for text: it is taken for ASCII, a byte for a character, until the
 * first character that is not; then what was written of it is given up and it is encoded as a whole.
 */
public final class BinaryArray {

    /** The element types, the Java types that go with them, and the numbers PostgreSQL knows them by. */
    public enum Type {
        /** From {@link Long}. */
        BIGINT("bigint", Oid.INT8, Oid.INT8_ARRAY),
        /** From {@link String}. */
        TEXT("text", Oid.TEXT, Oid.TEXT_ARRAY),
        /** From {@link java.util.UUID}. */
        UUID("uuid", Oid.UUID, Oid.UUID_ARRAY),
        /** From {@code byte[]}, {@link Hash} or {@link CanonicalJson}. */
        BYTEA("bytea", Oid.BYTEA, Oid.BYTEA_ARRAY);

        private final String sqlName;
        private final int elementOid;
        private final int arrayOid;

        Type(String sqlName, int elementOid, int arrayOid) {
            this.sqlName = sqlName;
            this.elementOid = elementOid;
            this.arrayOid = arrayOid;
        }

        public String sqlName() {
            return sqlName;
        }
    }

    private static final int HEADER_BYTES = 20;
    private static final int HAS_NULL_AT = 4;
    private static final int KEPT_BYTES = 1 << 20;

    private final BaseConnection connection;
    private ByteBuffer buffer = ByteBuffer.allocate(1 << 16);

    public BinaryArray(BaseConnection connection) {
        this.connection = connection;
    }

    /**
     * Returns an array with one element per item; an empty one if all would be null, which {@code unnest} in a select list
     * makes nulls of again.
     */
    public <T> Array of(Type type, List<T> items, Function<T, @Nullable Object> value) throws SQLException {
        buffer.clear();
        buffer.putInt(1).putInt(0).putInt(type.elementOid).putInt(items.size()).putInt(1);
        int nulls = 0;
        for (T item : items) {
            Object element = value.apply(item);
            if (element == null) {
                reserve(Integer.BYTES).putInt(-1);
                nulls++;
            } else {
                put(type, element);
            }
        }
        if (nulls == items.size()) {
            buffer.clear();
            buffer.putInt(0).putInt(0).putInt(type.elementOid);
        } else if (nulls > 0) {
            buffer.putInt(HAS_NULL_AT, 1);
        }
        return new PgArray(connection, type.arrayOid, take());
    }

    private void put(Type type, Object element) {
        switch (type) {
            case BIGINT ->
                reserve(Integer.BYTES + Long.BYTES).putInt(Long.BYTES).putLong((Long) element);
            case UUID -> {
                java.util.UUID uuid = (java.util.UUID) element;
                reserve(HEADER_BYTES)
                        .putInt(2 * Long.BYTES)
                        .putLong(uuid.getMostSignificantBits())
                        .putLong(uuid.getLeastSignificantBits());
            }
            case TEXT -> putText((String) element);
            case BYTEA -> putBytea(element);
        }
    }

    /** Hashes and payloads come as they are, to be copied once. */
    private void putBytea(Object element) {
        if (element instanceof Hash hash) {
            reserve(Integer.BYTES + Hash.LENGTH).putInt(Hash.LENGTH);
            hash.copyTo(buffer.array(), buffer.position());
            buffer.position(buffer.position() + Hash.LENGTH);
        } else if (element instanceof CanonicalJson json) {
            reserve(Integer.BYTES + json.length()).putInt(json.length());
            json.copyTo(buffer.array(), buffer.position());
            buffer.position(buffer.position() + json.length());
        } else {
            putBytes((byte[]) element);
        }
    }

    /** Most text is ASCII, which needs no array of its own on its way. */
    private void putText(String text) {
        int start = reserve(Integer.BYTES + text.length()).position();
        buffer.putInt(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 127) {
                buffer.position(start);
                putBytes(text.getBytes(StandardCharsets.UTF_8));
                return;
            }
            buffer.put((byte) c);
        }
    }

    private void putBytes(byte[] bytes) {
        reserve(Integer.BYTES + bytes.length).putInt(bytes.length).put(bytes);
    }

    private ByteBuffer reserve(int bytes) {
        if (buffer.remaining() < bytes) {
            int wanted = Math.max(buffer.position() + bytes, 2 * buffer.capacity());
            ByteBuffer larger = ByteBuffer.allocate(wanted);
            buffer.flip();
            larger.put(buffer);
            buffer = larger;
        }
        return buffer;
    }

    private byte[] take() {
        byte[] bytes = Arrays.copyOf(buffer.array(), buffer.position());
        if (buffer.capacity() > KEPT_BYTES) {
            buffer = ByteBuffer.allocate(KEPT_BYTES);
        }
        return bytes;
    }
}
