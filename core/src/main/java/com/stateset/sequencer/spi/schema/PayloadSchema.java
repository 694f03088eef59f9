package com.stateset.sequencer.spi.schema;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A version of the schema of a tenant's payloads of one event type. Immutable.
 *
 * @param id names this version
 * @param tenantId whose it is
 * @param eventType the type of event that it is for
 * @param version counts the type's schemas, from 1, without gaps but for deleted ones
 * @param json the schema, the text of a JSON object
 * @param status whether it is in force
 * @param compatibility what was checked when it was registered
 * @param description for people, {@value #MAX_DESCRIPTION_LENGTH} characters at most; null for none
 * @param createdBy who registered it, in words; null if that is not known
 * @param createdAt when it was registered, in whole microseconds
 * @param updatedAt when it was registered, or its status set last
 */
public record PayloadSchema(
        UUID id,
        UUID tenantId,
        String eventType,
        int version,
        String json,
        Status status,
        Compatibility compatibility,
        @Nullable String description,
        @Nullable String createdBy,
        Instant createdAt,
        Instant updatedAt) {

    /** The most code points of a description. */
    public static final int MAX_DESCRIPTION_LENGTH = 2048;

    /** Requires all that must be there. */
    public PayloadSchema {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(tenantId, "tenantId");
        Objects.requireNonNull(eventType, "eventType");
        Objects.requireNonNull(json, "json");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(compatibility, "compatibility");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(updatedAt, "updatedAt");
        if (version < 1) {
            throw new IllegalArgumentException("version is " + version + "; it must be 1 or more");
        }
    }

    /** Whether new events are held against a schema. */
    public enum Status {
        /** They are, if no later version is active. */
        ACTIVE,
        /** They are not; it is shown for what is in the log. */
        DEPRECATED,
        /** As {@link #DEPRECATED}, and nobody should look for it any more. */
        ARCHIVED;

        /** The word on the wire and in the stores, in lower case. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * Reads the word.
         *
         * @throws IllegalArgumentException if it is none of them
         */
        public static Status parse(String text) {
            for (Status status : values()) {
                if (status.text().equals(text)) {
                    return status;
                }
            }
            throw new IllegalArgumentException("must be active, deprecated or archived");
        }
    }

    /** What a new version promises about the version that is active when it is registered. */
    public enum Compatibility {
        /** Nothing. */
        NONE,
        /** Every payload that fits the version before fits the new one: readers of the new one can read the old log. */
        BACKWARD,
        /** Every payload that fits the new one fits the version before: readers that know only that one can go on. */
        FORWARD,
        /** Both: the same payloads fit. */
        FULL;

        /** The word on the wire and in the stores, in lower case. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * Reads the word.
         *
         * @throws IllegalArgumentException if it is none of them
         */
        public static Compatibility parse(String text) {
            for (Compatibility compatibility : values()) {
                if (compatibility.text().equals(text)) {
                    return compatibility;
                }
            }
            throw new IllegalArgumentException("must be none, backward, forward or full");
        }
    }
}
