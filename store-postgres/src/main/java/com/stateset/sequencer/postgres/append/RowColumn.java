package com.stateset.sequencer.postgres.append;

import com.stateset.sequencer.dcb.Tags;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.EventMetadata;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.postgres.rows.BinaryArray;
import com.stateset.sequencer.spi.PayloadState;
import com.stateset.sequencer.spi.PlannedEvent;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One column of {@code events} on its way into the database. {@link #ALL} is the one place that says what is
 * stored of every event; {@link #METADATA} and {@link #TAGS} are stored of some, and {@code stream_id} and {@code sequenced_at} are not in it, since the
 * database adds them.
 * The reading side is {@code EventRow}.
 *
 * <p>Small integers travel as {@code bigint}, whose conversion on assignment the server does, so that four
 * element types are enough.
 *
 * @param name of the column
 * @param type of the column, as it travels
 * @param value what a row has there, by the keys of its plan's entities, in the Java type that {@code type} asks for; null where the column may be
 *     null
 */
record RowColumn(String name, BinaryArray.Type type, BiFunction<PlannedEvent, EntityKeys, @Nullable Object> value) {

    /**
     * All columns, numbers first: in the order of the statement's positions, which binds them one after the
     * other.
     */
    static final List<RowColumn> ALL = List.of(
            bigint("sequence_number", (row, entities) -> row.sequenceNumber()),
            bigint("entity_version", (row, entities) -> row.entityVersion()),
            bigint("base_version", (row, entities) -> row.event().baseVersion()),
            bigint("agent_key_id", (row, entities) -> row.event().authorship().agentKeyId()),
            uuid("event_id", (row, entities) -> row.event().eventId()),
            uuid("command_id", (row, entities) -> row.event().commandId()),
            uuid("source_agent", (row, entities) -> row.event().sourceAgent()),
            uuid("entity_key", (row, entities) -> entities.of(row.event().entity())),
            bigint("sequencer_key_version", (row, entities) -> (long) row.sequencerKeyVersion()),
            bigint("ves_version", (row, entities) ->
                    (long) row.event().authorship().vesVersion()),
            bigint("payload_kind", (row, entities) ->
                    (long) row.event().payloadHashes().kind()),
            bigint("payload_state", (row, entities) ->
                    (long) PayloadState.of(row.storedPayload()).code()),
            text("entity_type", (row, entities) -> row.event().entity().type()),
            text("entity_id", (row, entities) -> row.event().entity().id()),
            text("event_type", (row, entities) -> row.event().eventType()),
            text("created_at", (row, entities) -> row.event().createdAt().text()),
            bytea("payload_hash", (row, entities) -> row.event().payloadHashes().payloadHash()),
            bytea(
                    "payload_plain_hash",
                    (row, entities) -> row.event().payloadHashes().plainHash()),
            bytea(
                    "payload_cipher_hash",
                    (row, entities) -> nullIfZero(row.event().payloadHashes().cipherHash())),
            bytea("leaf_hash", (row, entities) -> row.leafHash()),
            bytea("agent_signature", (row, entities) -> signature(row.event().authorship())),
            bytea("payload", (row, entities) -> payload(row.storedPayload())));

    /** Where a plan has metadata: a statement without it carries nothing for it. */
    static final RowColumn METADATA =
            text("metadata", (row, entities) -> json(row.event().metadata()));

    /** Where a plan has tags, likewise. */
    static final RowColumn TAGS =
            text("tags", (row, entities) -> json(row.event().tags()));

    private static RowColumn bigint(String name, BiFunction<PlannedEvent, EntityKeys, @Nullable Object> value) {
        return new RowColumn(name, BinaryArray.Type.BIGINT, value);
    }

    private static RowColumn uuid(String name, BiFunction<PlannedEvent, EntityKeys, @Nullable Object> value) {
        return new RowColumn(name, BinaryArray.Type.UUID, value);
    }

    private static RowColumn text(String name, BiFunction<PlannedEvent, EntityKeys, @Nullable Object> value) {
        return new RowColumn(name, BinaryArray.Type.TEXT, value);
    }

    private static RowColumn bytea(String name, BiFunction<PlannedEvent, EntityKeys, @Nullable Object> value) {
        return new RowColumn(name, BinaryArray.Type.BYTEA, value);
    }

    /**
     * Most payloads are not encrypted end to end, and their cipher hash is 32 zero bytes: not worth storing in
     * every row.
     */
    private static @Nullable Hash nullIfZero(Hash hash) {
        return hash.equals(Hash.ZERO) ? null : hash;
    }

    private static @Nullable String json(EventMetadata metadata) {
        return metadata.isEmpty() ? null : metadata.toJson();
    }

    private static @Nullable String json(Tags tags) {
        return tags.isEmpty() ? null : tags.toJson();
    }

    /** What {@link BinaryArray} takes without copying it, where it can. */
    private static @Nullable Object payload(Payload payload) {
        return payload instanceof Payload.Content content ? content.json() : PayloadState.bytes(payload);
    }

    private static byte @Nullable [] signature(Authorship authorship) {
        return authorship instanceof Authorship.Signed signed
                ? signed.signature().toByteArray()
                : null;
    }
}
