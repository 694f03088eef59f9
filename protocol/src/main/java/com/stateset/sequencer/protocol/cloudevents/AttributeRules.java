package com.stateset.sequencer.protocol.cloudevents;

import com.stateset.sequencer.dcb.Tags;
import com.stateset.sequencer.event.EventMetadata;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.RawJson;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the attributes of a {@link CloudEvent} must be, each by itself and beside the others. What is wrong names the attribute. */
final class AttributeRules {

    private static final Pattern JSON =
            Pattern.compile("application/json(\\s*;\\s*charset=(utf-8|\"utf-8\"))?", Pattern.CASE_INSENSITIVE);
    private static final Pattern INTEGER = Pattern.compile("(\"?)(-?[0-9]{1,19})\\1");

    /** What readers agree on: upper case, at most nine digits of a second, an offset of at most 18 hours, no leap second. */
    private static final Pattern PLAIN_TIME =
            Pattern.compile("[0-9-]{10}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})");

    private AttributeRules() {}

    static void requireVersion(String known, String version) {
        if (!version.equals(known)) {
            throw problem("specversion", "must be " + known + ", the only version of CloudEvents that is known here");
        }
    }

    static void requireJson(@Nullable String mediaType) {
        if (mediaType != null && !JSON.matcher(mediaType).matches()) {
            throw problem("datacontenttype", "must be application/json: a payload is JSON, and its type is not kept");
        }
    }

    /** Reads an attribute that has a form of its own. */
    static <T> T read(String name, String value, Function<String, T> reader) {
        try {
            return reader.apply(value);
        } catch (IllegalArgumentException e) {
            throw problem(name, String.valueOf(e.getMessage()));
        }
    }

    /** Reads metadata from JSON text in an attribute. */
    static EventMetadata metadata(@Nullable String json) {
        return json == null ? EventMetadata.NONE : read("metadata", json, EventMetadata::ofJson);
    }

    /** Reads tags from JSON text in an attribute. */
    static Tags tags(@Nullable String json) {
        return json == null ? Tags.NONE : read("tags", json, Tags::ofJson);
    }

    /** Returns what {@code source} says, which the attribute has to say too if it is there. */
    static <T> T same(String name, @Nullable T value, T bySource) {
        if (value != null && !value.equals(bySource)) {
            throw problem(name, "is not the one in source");
        }
        return bySource;
    }

    /** Returns the entity, from its two attributes or from {@code subject}. */
    static EntityName entity(@Nullable String subject, @Nullable String type, @Nullable String id) {
        if (type == null && id == null && subject != null) {
            return read("subject", subject, EntityName::parse);
        }
        if (type == null) {
            throw problem("entitytype", "is missing");
        }
        if (id == null) {
            throw problem("entityid", "is missing");
        }
        EntityName entity = new EntityName(type, id);
        if (subject != null && !subject.equals(entity.toString())) {
            throw problem("subject", "is not entitytype and entityid with a slash between them, and would be lost");
        }
        return entity;
    }

    /** Returns the author's text. */
    static String createdAt(@Nullable String createdAt, @Nullable String time) {
        if (createdAt != null) {
            requireSameMoment(createdAt, time);
            return createdAt;
        }
        if (time == null) {
            throw problem("time", "is missing");
        }
        return time;
    }

    /** To the second: software on the way may have cut {@code time}. What is no moment is left to admission. */
    private static void requireSameMoment(String createdAt, @Nullable String time) {
        if (time == null) {
            return;
        }
        OffsetDateTime moment = moment(time)
                .orElseThrow(() -> problem("time", "must be an RFC 3339 date-time such as 2026-01-02T03:04:05Z"));
        Optional<OffsetDateTime> claimed = moment(createdAt);
        if (claimed.isPresent() && Duration.between(claimed.get(), moment).abs().toSeconds() > 0) {
            throw problem("time", "is not the moment that createdat names");
        }
    }

    /** Returns {@code time} for a text of the author's; null if some readers would not understand it. */
    static @Nullable String time(String createdAt) {
        return PLAIN_TIME.matcher(createdAt).matches() && moment(createdAt).isPresent() ? createdAt : null;
    }

    private static Optional<OffsetDateTime> moment(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Reads an integer, or a string of digits. */
    static @Nullable Long number(String name, @Nullable RawJson value) {
        if (value == null || value.isNull()) {
            return null;
        }
        Matcher digits = INTEGER.matcher(value.length() > 21 ? "" : value.toString());
        if (!digits.matches()) {
            throw problem(name, "must be an integer, or a string with its digits");
        }
        try {
            return Long.valueOf(digits.group(2));
        } catch (NumberFormatException e) {
            throw problem(name, "is out of range");
        }
    }

    /** Writes a number: an Integer of CloudEvents if it is one, else a string. */
    static @Nullable RawJson integer(@Nullable Long number) {
        if (number == null) {
            return null;
        }
        String json = number.intValue() == number ? number.toString() : "\"" + number + "\"";
        return RawJson.of(json.getBytes(StandardCharsets.US_ASCII));
    }

    /** A signature, its key and the hash that it covers stand together. */
    static void requireWholeSignature(
            @Nullable String signature, @Nullable RawJson keyId, @Nullable String payloadPlainHash) {
        boolean hasKey = number("agentkeyid", keyId) != null;
        if (signature == null && (hasKey || payloadPlainHash != null)) {
            throw problem("agentsignature", "is missing, but there is " + (hasKey ? "agentkeyid" : "payloadplainhash"));
        }
        if (signature != null && !hasKey) {
            throw problem("agentkeyid", "is missing");
        }
        if (signature != null && payloadPlainHash == null) {
            throw problem("payloadplainhash", "is missing");
        }
    }

    /** Returns the payload, from either member. */
    static @Nullable RawJson data(@Nullable RawJson data, @Nullable String base64) {
        if (base64 == null) {
            return data;
        }
        if (data != null) {
            throw problem("data_base64", "stands beside data; send one of them");
        }
        return read("data_base64", base64, text -> {
            try {
                return RawJson.of(Base64.getDecoder().decode(text));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("must be base64", e);
            }
        });
    }

    static void requireState(@Nullable String state, @Nullable RawJson data) {
        if (state != null && data != null) {
            throw problem("payloadstate", "says that there are no data, but there are");
        }
    }

    private static InvalidMessageException problem(String name, String problem) {
        return InvalidMessageException.ofMember(name, problem);
    }
}
