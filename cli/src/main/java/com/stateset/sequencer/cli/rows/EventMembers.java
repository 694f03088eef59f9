package com.stateset.sequencer.cli.rows;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.json.InvalidJsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The members of one event's JSON object, as far as they have been read. Remembers the first thing wrong and reads on, so
 * that the command of a bad event is known all the same.
 */
final class EventMembers {

    private static final Pattern UUID_TEXT = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private final Set<String> names = new HashSet<>();
    private @Nullable UUID eventId;
    private @Nullable UUID commandId;
    private @Nullable String entityType;
    private @Nullable String entityId;
    private @Nullable String eventType;
    private @Nullable String payload;
    private @Nullable String payloadHash;
    private @Nullable Long baseVersion;
    private @Nullable Long sequenceNumber;
    private @Nullable String createdAt;
    private Map<String, String> metadata = Map.of();
    private List<String> tags = List.of();
    private @Nullable String problem;

    /** Takes the value the parser stands on, and leaves the parser at its end. */
    void take(String name, JsonParser parser, String line) throws IOException {
        if (!names.add(name) && problem == null) {
            problem = "the member " + name + " stands there twice";
        }
        if (name.equals("payload")) {
            payload = slice(parser, line);
            return;
        }
        try {
            if (parser.currentToken() != JsonToken.VALUE_NULL) {
                takeField(name, parser);
            }
        } catch (BadRowException e) {
            problem = problem == null ? e.getMessage() : problem;
        }
        parser.skipChildren();
    }

    /** The command, as soon as it has been read. */
    @Nullable
    UUID commandId() {
        return commandId;
    }

    /** The place that the event is said to have, if it is said. */
    @Nullable
    Long sequenceNumber() {
        return sequenceNumber;
    }

    /**
     * Returns the event.
     *
     * @throws BadRowException if something was wrong, or is missing
     */
    NewEvent event(UUID defaultId, String defaultCreatedAt, UUID agent) throws BadRowException {
        if (problem != null) {
            throw new BadRowException(problem);
        }
        return NewEvent.builder()
                .eventId(eventId != null ? eventId : defaultId)
                .commandId(commandId)
                .entity(required("entity_type", entityType), required("entity_id", entityId))
                .eventType(required("event_type", eventType))
                .payload(strict(required("payload", payload)))
                .payloadHash(payloadHash)
                .baseVersion(baseVersion)
                .createdAt(createdAt != null ? createdAt : defaultCreatedAt)
                .sourceAgent(agent)
                .metadata(metadata)
                .tags(tags)
                .build();
    }

    private void takeField(String name, JsonParser parser) throws IOException, BadRowException {
        switch (name) {
            case "event_id" -> eventId = uuid(name, parser);
            case "command_id" -> commandId = uuid(name, parser);
            case "entity_type" -> entityType = text(name, parser);
            case "entity_id" -> entityId = text(name, parser);
            case "event_type" -> eventType = text(name, parser);
            case "payload_hash" -> payloadHash = text(name, parser);
            case "created_at" -> createdAt = text(name, parser);
            case "sequence_number" -> sequenceNumber = wholeNumber(name, parser);
            case "payload_state" ->
                throw new BadRowException(
                        "its payload is " + text(name, parser) + ", so that there is nothing to import of it");
            case "metadata" -> metadata = texts(name, parser);
            case "tags" -> tags = list(name, parser);
            case "base_version" -> baseVersion = wholeNumber(name, parser);
            default -> {
                // Unknown members are ignored, as the protocol has it.
            }
        }
    }

    /** The payload goes out as it is written; only the server brings it into canonical form. */
    private static String slice(JsonParser parser, String line) throws IOException {
        int start = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        parser.finishToken();
        return line.substring(start, (int) parser.currentLocation().getCharOffset());
    }

    private static String strict(String payload) throws BadRowException {
        try {
            return CanonicalJson.parse(payload).length() > 0 ? payload : "";
        } catch (InvalidJsonException e) {
            throw new BadRowException("payload " + e.getMessage());
        }
    }

    private static String text(String name, JsonParser parser) throws IOException, BadRowException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw new BadRowException(name + " is not a string but " + kind(parser));
        }
        String text = parser.getText();
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new BadRowException(name + " has a lone surrogate");
        }
        return text;
    }

    /** An object of strings; the parser is left at its end. */
    private static Map<String, String> texts(String name, JsonParser parser) throws IOException, BadRowException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new BadRowException(name + " is not an object but " + kind(parser));
        }
        Map<String, String> texts = new HashMap<>();
        String wrong = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            if (parser.nextToken() == JsonToken.VALUE_STRING) {
                texts.put(key, parser.getText());
            } else {
                wrong = name + "." + key + " is not a string but " + kind(parser);
                parser.skipChildren();
            }
        }
        if (wrong != null) {
            throw new BadRowException(wrong);
        }
        return texts;
    }

    /** An array of strings; the parser is left at its end. */
    private static List<String> list(String name, JsonParser parser) throws IOException, BadRowException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new BadRowException(name + " is not an array but " + kind(parser));
        }
        List<String> texts = new ArrayList<>();
        String wrong = null;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                texts.add(parser.getText());
            } else {
                wrong = name + "[" + texts.size() + "] is not a string but " + kind(parser);
                parser.skipChildren();
            }
        }
        if (wrong != null) {
            throw new BadRowException(wrong);
        }
        return texts;
    }

    private static UUID uuid(String name, JsonParser parser) throws IOException, BadRowException {
        String text = text(name, parser);
        if (!UUID_TEXT.matcher(text).matches()) {
            throw new BadRowException(name + " is not a UUID: '" + text + "'");
        }
        return UUID.fromString(text);
    }

    private static long wholeNumber(String name, JsonParser parser) throws IOException, BadRowException {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
                || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw new BadRowException(name + " is not a whole number but " + kind(parser));
        }
        return parser.getLongValue();
    }

    private static String kind(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            default -> parser.getText().toLowerCase(Locale.ROOT);
        };
    }

    private static <T> T required(String name, @Nullable T value) throws BadRowException {
        if (value == null) {
            throw new BadRowException(name + " is missing");
        }
        return value;
    }
}
