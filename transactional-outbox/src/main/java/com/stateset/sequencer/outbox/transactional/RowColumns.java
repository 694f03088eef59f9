package com.stateset.sequencer.outbox.transactional;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.stateset.sequencer.event.EncryptedPayload;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.SignatureClaim;
import com.stateset.sequencer.event.StreamId;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An event as columns, and back: everything its author gave, as it was given. */
final class RowColumns {

    /** What a row is read from. */
    static final String ALL = "place, event_id, command_id, entity_type, entity_id, event_type, payload, payload_hash,"
            + " base_version, created_at, source_agent, signature_claim, metadata, tags,"
            + " payload_encrypted, state, reason, message, appended_at";

    /** The columns of a new row, for {@link #values}. */
    static final String WRITTEN = "tenant_id, store_id, event_id, command_id, entity_type, entity_id, event_type,"
            + " payload, payload_hash, base_version, created_at, source_agent, signature_claim, metadata, tags,"
            + " payload_encrypted";

    /** A payload encrypted end to end is one long string: as long as the log allows, not as Jackson does. */
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private RowColumns() {}

    /** In the order of {@link #WRITTEN}. */
    static @Nullable Object[] values(StreamId stream, NewEvent event) {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(stream.tenantId());
        values.add(stream.storeId());
        values.add(event.eventId());
        values.add(event.commandId());
        values.add(event.entityType());
        values.add(event.entityId());
        values.addAll(content(event));
        return values.toArray();
    }

    /** What another content of the same event would change: the columns from {@code event_type} on. */
    static List<@Nullable Object> content(NewEvent event) {
        return Arrays.asList(
                event.eventType(),
                event.payload(),
                event.payloadHash(),
                event.baseVersion(),
                event.createdAt(),
                event.sourceAgent(),
                text(event.signature()),
                text(event.metadata().isEmpty() ? null : event.metadata()),
                text(event.tags().isEmpty() ? null : event.tags()),
                text(event.encryptedPayload()));
    }

    /** Reads a row that has its payload. */
    static WaitingRow read(ResultSet row, TransactionalDialect dialect) throws SQLException {
        NewEvent.Builder event = NewEvent.builder()
                .eventId(id(row, dialect, "event_id"))
                .commandId(dialect.uuid(row, "command_id"))
                .entity(row.getString("entity_type"), row.getString("entity_id"))
                .eventType(row.getString("event_type"))
                .payloadHash(row.getString("payload_hash"))
                .baseVersion(number(row, "base_version"))
                .createdAt(row.getString("created_at"))
                .sourceAgent(id(row, dialect, "source_agent"))
                .signature(read(row, "signature_claim", SignatureClaim.class));
        EncryptedPayload encrypted = read(row, "payload_encrypted", EncryptedPayload.class);
        if (encrypted == null) {
            event.payload(row.getBytes("payload"));
        } else {
            event.encryptedPayload(encrypted);
        }
        Map<?, ?> metadata = read(row, "metadata", Map.class);
        if (metadata != null) {
            metadata.forEach((key, value) -> event.metadata(Map.of(String.valueOf(key), String.valueOf(value))));
        }
        String[] tags = read(row, "tags", String[].class);
        if (tags != null) {
            event.tags(Arrays.asList(tags));
        }
        return new WaitingRow(
                row.getLong("place"),
                event.build(),
                RowState.of(row.getInt("state")),
                row.getString("reason"),
                row.getString("message"),
                Instant.ofEpochMilli(row.getLong("appended_at")));
    }

    /** How many bytes a row's payload, plain or encrypted, its metadata and tags take. */
    static long size(ResultSet row, NewEvent event) throws SQLException {
        return (long) event.payloadLength()
                + bytes(row.getString("payload_encrypted"))
                + bytes(row.getString("metadata"))
                + bytes(row.getString("tags"));
    }

    private static long bytes(@Nullable String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static UUID id(ResultSet row, TransactionalDialect dialect, String column) throws SQLException {
        return Objects.requireNonNull(dialect.uuid(row, column), column);
    }

    static @Nullable Long number(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    private static @Nullable String text(@Nullable Object value) {
        try {
            return value == null ? null : JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a part of the event cannot be written as JSON", e);
        }
    }

    private static <T> @Nullable T read(ResultSet row, String column, Class<T> type) throws SQLException {
        String text = row.getString(column);
        try {
            return text == null ? null : JSON.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new SQLException(column + " is not what was written", e);
        }
    }
}
