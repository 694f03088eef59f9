package com.stateset.sequencer.protocol.schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.stateset.sequencer.protocol.json.RawJson;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /schemas/validate}.
 *
 * @param tenantId whose schemas are meant
 * @param eventType the type of event
 * @param payload what to hold against the schema
 * @param schemaVersion which version; null for the one in force
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SchemaCheck(
        @JsonProperty("tenantId") UUID tenantId,
        @JsonProperty("eventType") String eventType,
        @JsonProperty("payload") RawJson payload,
        @JsonProperty("schemaVersion") @Nullable Integer schemaVersion) {

    /** Checks the type. */
    public SchemaCheck {
        SchemaNames.requireEventType(eventType);
    }
}
