package com.stateset.sequencer.benchmarks.append;

import com.stateset.sequencer.benchmarks.workload.AppendWorkload;
import com.stateset.sequencer.event.NewEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Oid;

/**
 * A column of {@code events} that a bare insert brings; {@code stream_id} and {@code sequenced_at} are the same for all rows
 * of a statement.
 *
 * @param name of the column
 * @param kind what it holds
 * @param value what a row has there, in the Java type that {@code kind} asks for
 */
record BareColumn(String name, Kind kind, Function<BareRow, @Nullable Object> value) {

    /** Types: in a statement's arrays all whole numbers are {@code bigint}, in a COPY each has the column's width. */
    enum Kind {
        BIGINT("bigint", 8, Oid.INT8, Oid.INT8_ARRAY),
        INTEGER("bigint", 4, Oid.INT8, Oid.INT8_ARRAY),
        SMALLINT("bigint", 2, Oid.INT8, Oid.INT8_ARRAY),
        UUID("uuid", 16, Oid.UUID, Oid.UUID_ARRAY),
        TEXT("text", 0, Oid.TEXT, Oid.TEXT_ARRAY),
        BYTEA("bytea", 0, Oid.BYTEA, Oid.BYTEA_ARRAY);

        private final String arrayType;
        private final int width;
        private final int elementOid;
        private final int arrayOid;

        Kind(String arrayType, int width, int elementOid, int arrayOid) {
            this.arrayType = arrayType;
            this.width = width;
            this.elementOid = elementOid;
            this.arrayOid = arrayOid;
        }

        /** The element type of an array of these. */
        String arrayType() {
            return arrayType;
        }

        /** Bytes in the table; 0 if it varies. */
        int width() {
            return width;
        }

        int elementOid() {
            return elementOid;
        }

        int arrayOid() {
            return arrayOid;
        }
    }

    /** First the sequence number: as an offset, since the base is only known once the head has moved. */
    static final List<BareColumn> ALL = List.of(
            new BareColumn("sequence_number", Kind.BIGINT, BareRow::offset),
            new BareColumn("entity_version", Kind.BIGINT, row -> row.sample().entityVersion()),
            new BareColumn("base_version", Kind.BIGINT, row -> null),
            new BareColumn("agent_key_id", Kind.BIGINT, row -> 0L),
            new BareColumn("event_id", Kind.UUID, row -> row.sample().eventId()),
            new BareColumn("command_id", Kind.UUID, row -> null),
            new BareColumn("source_agent", Kind.UUID, row -> NewEvent.ANONYMOUS_AGENT),
            new BareColumn("entity_key", Kind.UUID, row -> row.sample().entityKey()),
            new BareColumn("sequencer_key_version", Kind.INTEGER, row -> 0L),
            new BareColumn("ves_version", Kind.SMALLINT, row -> 0L),
            new BareColumn("payload_kind", Kind.SMALLINT, row -> 0L),
            new BareColumn("payload_state", Kind.SMALLINT, row -> 0L),
            new BareColumn("entity_type", Kind.TEXT, row -> AppendWorkload.ENTITY_TYPE),
            new BareColumn("entity_id", Kind.TEXT, row -> row.sample().entityId()),
            new BareColumn("event_type", Kind.TEXT, row -> AppendWorkload.EVENT_TYPE),
            new BareColumn("created_at", Kind.TEXT, row -> row.sample().createdAt()),
            new BareColumn("payload_hash", Kind.BYTEA, row -> row.payloadHash().toByteArray()),
            new BareColumn(
                    "payload_plain_hash", Kind.BYTEA, row -> row.plainHash().toByteArray()),
            new BareColumn("payload_cipher_hash", Kind.BYTEA, row -> null),
            new BareColumn("leaf_hash", Kind.BYTEA, row -> row.leafHash().toByteArray()),
            new BareColumn("agent_signature", Kind.BYTEA, row -> null),
            new BareColumn("payload", Kind.BYTEA, row -> row.sample().payload().getBytes(StandardCharsets.UTF_8)));

    /** Joins something made of each column with commas. */
    static String list(Function<BareColumn, String> part) {
        return ALL.stream().map(part).collect(Collectors.joining(", "));
    }
}
