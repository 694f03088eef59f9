package com.stateset.sequencer.protocol.schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.RawJson;
import com.stateset.sequencer.spi.schema.PayloadSchema;
import com.stateset.sequencer.spi.schema.PayloadSchema.Compatibility;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /schemas}.
 *
 * @param tenantId whose schema it is
 * @param eventType the type of event, 1 to 256 characters
 * @param schemaJson the schema, a JSON object
 * @param description for people, 2,048 characters at most; null for none
 * @param compatibility {@code none}, {@code backward}, {@code forward} or {@code full}; null for {@code backward}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SchemaRegistration(
        @JsonProperty("tenantId") UUID tenantId,
        @JsonProperty("eventType") String eventType,
        @JsonProperty("schemaJson") RawJson schemaJson,
        @JsonProperty("description") @Nullable String description,
        @JsonProperty("compatibility") @Nullable String compatibility) {

    /** Checks each member. */
    public SchemaRegistration {
        SchemaNames.requireEventType(eventType);
        InvalidMessageException.requireNote("description", description, PayloadSchema.MAX_DESCRIPTION_LENGTH);
        if (schemaJson.isNull()) {
            throw InvalidMessageException.ofMember("schemaJson", "is missing");
        }
        SchemaNames.parse("compatibility", compatibility, Compatibility::parse);
    }

    /** Returns what the new version promises. */
    public Compatibility promised() {
        return compatibility == null ? Compatibility.BACKWARD : Compatibility.parse(compatibility);
    }
}
