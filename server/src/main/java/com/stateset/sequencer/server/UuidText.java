package com.stateset.sequencer.server;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** UUIDs as they are written: 36 characters, hex digits of either case. {@link UUID#fromString} alone takes much more. */
final class UuidText {

    private static final Pattern FORM =
            Pattern.compile("[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}");

    /** What is wrong with other text. */
    static final String PROBLEM = "must be a UUID such as 123e4567-e89b-12d3-a456-426614174000";

    private UuidText() {}

    static Optional<UUID> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }
}
