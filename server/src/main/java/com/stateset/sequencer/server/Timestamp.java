package com.stateset.sequencer.server;

import com.stateset.sequencer.event.CreatedAt;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Moments as they are written: RFC 3339, in answers in UTC with microseconds. */
final class Timestamp {

    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private Timestamp() {}

    static String text(Instant moment) {
        return MICROSECONDS.format(moment);
    }

    static @Nullable String textOrNull(@Nullable Instant moment) {
        return moment == null ? null : text(moment);
    }

    /** Returns the moment, cut to microseconds; empty for other text. */
    static Optional<Instant> parse(String text) {
        try {
            return Optional.of(
                    OffsetDateTime.parse(new CreatedAt(text).text()).toInstant().truncatedTo(ChronoUnit.MICROS));
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
