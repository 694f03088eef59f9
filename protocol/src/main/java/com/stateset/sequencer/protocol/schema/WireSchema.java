package com.stateset.sequencer.protocol.schema;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.stateset.sequencer.protocol.json.RawJson;
import com.stateset.sequencer.spi.schema.PayloadSchema;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A version of the schema of a type's payloads.
 *
 * @param schemaJson the schema, as it was registered
 * @param description null for none
 * @param createdBy who registered it, in words; null if that is not known
 */
public record WireSchema(
        @JsonProperty("id") UUID id,
        @JsonProperty("tenantId") UUID tenantId,
        @JsonProperty("eventType") String eventType,
        @JsonProperty("version") int version,
        @JsonProperty("schemaJson") RawJson schemaJson,
        @JsonProperty("status") String status,
        @JsonProperty("compatibility") String compatibility,
        @JsonProperty("description") @Nullable String description,
        @JsonProperty("createdAt") Instant createdAt,
        @JsonProperty("updatedAt") Instant updatedAt,
        @JsonProperty("createdBy") @Nullable String createdBy) {

    /** Returns the form of a schema. */
    public static WireSchema of(PayloadSchema schema) {
        return new WireSchema(
                schema.id(),
                schema.tenantId(),
                schema.eventType(),
                schema.version(),
                RawJson.of(schema.json().getBytes(StandardCharsets.UTF_8)),
                schema.status().text(),
                schema.compatibility().text(),
                schema.description(),
                schema.createdAt(),
                schema.updatedAt(),
                schema.createdBy());
    }
}
