package com.stateset.sequencer.protocol.schema;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.stateset.sequencer.spi.schema.PayloadSchema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the calls about schemas answer, where it is more than a {@link WireSchema}. */
public final class SchemaAnswers {

    private SchemaAnswers() {}

    /** To {@code POST /schemas}: the version that was registered. */
    public record Registered(
            @JsonProperty("id") UUID id,
            @JsonProperty("eventType") String eventType,
            @JsonProperty("version") int version,
            @JsonProperty("createdAt") Instant createdAt) {

        /** Returns the answer about a schema that was just registered. */
        public static Registered of(PayloadSchema schema) {
            return new Registered(schema.id(), schema.eventType(), schema.version(), schema.createdAt());
        }
    }

    /** Some schemas, and how many these are. */
    public record Page(List<WireSchema> schemas, int count) {

        /** Copies the list. */
        public Page {
            schemas = List.copyOf(schemas);
        }

        /** Returns the form of some schemas. */
        public static Page of(List<PayloadSchema> schemas) {
            return new Page(schemas.stream().map(WireSchema::of).toList(), schemas.size());
        }
    }

    /** One version of a type's. */
    public record One(WireSchema schema) {}

    /** To {@code PUT /schemas/{schema_id}/status}. */
    public record Changed(boolean success, UUID schemaId, String newStatus) {}

    /** To {@code DELETE /schemas/{schema_id}}. */
    public record Deleted(boolean success, UUID deletedSchemaId) {}

    /** To {@code POST /schemas/validate}; {@code schemaId} and {@code schemaVersion} are null if no schema is in force. */
    public record Verdict(
            boolean valid,
            @JsonProperty("schemaId") @Nullable UUID schemaId,
            @JsonProperty("schemaVersion") @Nullable Integer schemaVersion,
            List<Problem> errors) {

        /** Copies the list. */
        public Verdict {
            errors = List.copyOf(errors);
        }
    }

    /** Where a payload does not fit: a JSON pointer, and a clause for a person. */
    public record Problem(String path, String message) {}
}
