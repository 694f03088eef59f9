package com.stateset.sequencer.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.merkle.Hash;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The members of a JSON object by type. What is not there, or not of its type, is a {@link MalformedException}. */
record Fields(JsonNode node, String path) {

    static Fields of(byte[] json) {
        return of(Json.parse(json), "$");
    }

    static Fields of(JsonNode node, String path) {
        if (!node.isObject()) {
            throw new MalformedException(path, "is not an object");
        }
        return new Fields(node, path);
    }

    boolean has(String name) {
        return node.hasNonNull(name);
    }

    Fields object(String name) {
        return of(required(name), pathOf(name));
    }

    List<Fields> objects(String name) {
        List<Fields> objects = new ArrayList<>();
        for (JsonNode element : array(name)) {
            objects.add(of(element, pathOf(name) + "[" + objects.size() + "]"));
        }
        return objects;
    }

    List<Hash> hashes(String name) {
        List<Hash> hashes = new ArrayList<>();
        for (JsonNode element : array(name)) {
            hashes.add(typed(pathOf(name) + "[" + hashes.size() + "]", element.asText(), Hash::parse));
        }
        return hashes;
    }

    String text(String name) {
        JsonNode value = required(name);
        if (!value.isTextual()) {
            throw new MalformedException(pathOf(name), "is not a string");
        }
        return value.textValue();
    }

    long number(String name) {
        JsonNode value = required(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new MalformedException(pathOf(name), "is not a whole number");
        }
        return value.longValue();
    }

    int smallNumber(String name) {
        long number = number(name);
        if (number != (int) number) {
            throw new MalformedException(pathOf(name), "is out of range");
        }
        return (int) number;
    }

    @Nullable
    Long numberOrNull(String name) {
        return has(name) ? (Long) number(name) : null;
    }

    UUID uuid(String name) {
        return typed(pathOf(name), text(name), UUID::fromString);
    }

    @Nullable
    UUID uuidOrNull(String name) {
        return has(name) ? uuid(name) : null;
    }

    Hash hash(String name) {
        return typed(pathOf(name), text(name), Hash::parse);
    }

    Ed25519Signature signature(String name) {
        return typed(pathOf(name), text(name), Ed25519Signature::parse);
    }

    @Nullable
    Ed25519Signature signatureOrNull(String name) {
        return has(name) ? signature(name) : null;
    }

    Ed25519PublicKey publicKey(String name) {
        return typed(pathOf(name), text(name), Ed25519PublicKey::parse);
    }

    Instant time(String name) {
        try {
            return Instant.parse(text(name));
        } catch (DateTimeException e) {
            throw new MalformedException(pathOf(name), "is not a date-time");
        }
    }

    @Nullable
    Instant timeOrNull(String name) {
        return has(name) ? time(name) : null;
    }

    /** Makes a value of this object's members; what the value will not have is malformed. */
    <T> T valueOf(Function<Fields, T> reader) {
        try {
            return reader.apply(this);
        } catch (IllegalArgumentException e) {
            throw new MalformedException(path, "does not hold: " + e.getMessage());
        }
    }

    private JsonNode array(String name) {
        JsonNode value = required(name);
        if (!value.isArray()) {
            throw new MalformedException(pathOf(name), "is not an array");
        }
        return value;
    }

    private JsonNode required(String name) {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            throw new MalformedException(pathOf(name), "is missing");
        }
        return value;
    }

    private String pathOf(String name) {
        return path + "." + name;
    }

    private static <T> T typed(String path, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedException(path, "is not valid: " + e.getMessage());
        }
    }
}
