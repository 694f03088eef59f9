package com.stateset.sequencer.benchmarks.append;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import org.postgresql.util.ByteStreamWriter;

/**
 * Rows in COPY's binary form; only the stream's key and the sequence numbers are filled in when they are sent.
 *
 * @param size how many rows
 * @param encoded header, rows and trailer
 * @param places where each row begins
 */
record CopyBatch(int size, ByteBuffer encoded, List<Integer> places) implements BareBatch {

    private static final String COPY = "copy bare.events (stream_id, sequenced_at, " + BareColumn.list(BareColumn::name)
            + ") from stdin (format binary)";

    private static final byte[] SIGNATURE = "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    /** From a row's begin: the count of fields, and a length before each field. */
    private static final int STREAM_AT = Short.BYTES + Integer.BYTES;

    /** Behind the stream's key, the moment, and one more length. */
    private static final int SEQUENCE_NUMBER_AT = STREAM_AT + Long.BYTES + Integer.BYTES + Long.BYTES + Integer.BYTES;

    static CopyBatch of(List<BareRow> rows) {
        BareBinaryForm form = new BareBinaryForm().bytes(SIGNATURE).int32(0).int32(0);
        long now = Duration.between(POSTGRES_EPOCH, Instant.now()).toNanos() / 1000;
        List<Integer> places = new ArrayList<>(rows.size());
        for (BareRow row : rows) {
            places.add(form.length());
            form.int16(BareColumn.ALL.size() + 2);
            form.field(BareColumn.Kind.BIGINT, Long.BYTES, 0L);
            form.field(BareColumn.Kind.BIGINT, Long.BYTES, now);
            for (BareColumn column : BareColumn.ALL) {
                form.field(column.kind(), column.kind().width(), column.value().apply(row));
            }
        }
        return new CopyBatch(rows.size(), ByteBuffer.wrap(form.int16(-1).toByteArray()), places);
    }

    @Override
    public void insert(BareSession session, long stream, long head) throws SQLException, IOException {
        long sequenceNumber = head;
        for (int place : places) {
            sequenceNumber++;
            encoded.putLong(place + STREAM_AT, stream);
            encoded.putLong(place + SEQUENCE_NUMBER_AT, sequenceNumber);
        }
        CopyManager copy = new CopyManager(session.connection().unwrap(BaseConnection.class));
        copy.copyIn(COPY, ByteStreamWriter.of(encoded.duplicate()));
    }
}
