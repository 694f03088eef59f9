package com.stateset.sequencer.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * A schema's text, of a form that is safe to compile. Immutable.
 *
 * <p><b>What is looked at.</b> Every place where a schema stands: below the keywords of JSON Schema 2020-12 that hold schemas, and not
 * below those that hold data, such as {@code const} or {@code default}, nor below unknown ones, which mean nothing. Every {@code $ref}
 * must lead to such a place of the same text; nothing is ever loaded from elsewhere. What would make a reference mean another thing than
 * it says ({@code $id} below the root, {@code $dynamicRef}, {@code $vocabulary}) is refused.
 *
 * <p><b>What must hold before it is compiled.</b> Compiling walks the text by calls, makes an object of every schema and a program of every
 * pattern, and arithmetic with a number like {@code 1e999999999} writes out its digits. So depth, schemas, patterns and digits are bounded here, by
 * walks that are themselves bounded by the length of the text.
 *
 * <p><b>How it is read</b>, payloads as well: names are neither interned nor remembered between texts, or strangers' names would fill a table of
 * the whole process; a name that comes twice in an object is an error, as I-JSON has it (RFC 7493, section 2.3); numbers are
 * decimals, so that {@code 0.1} is a multiple of {@code 0.01}.
 */
final class SchemaDocument {

    static final int MAX_BYTES = 100 * 1024;

    static final int MAX_SUBSCHEMAS = 5000;

    /** In instructions of RE2. */
    static final int MAX_PATTERNS = 100_000;

    private static final int MAX_DEPTH = 64;
    private static final int MAX_DIGITS = 400;
    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
    private static final Set<String> REFUSED = Set.of("$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$vocabulary");
    private static final Set<String> HOLD_SCHEMA = Set.of(
            "additionalProperties",
            "items",
            "contains",
            "not",
            "if",
            "then",
            "else",
            "propertyNames",
            "unevaluatedItems",
            "unevaluatedProperties",
            "contentSchema");
    private static final Set<String> HOLD_LIST = Set.of("allOf", "anyOf", "oneOf", "prefixItems");
    private static final Set<String> HOLD_MAP = Set.of("$defs", "properties", "patternProperties", "dependentSchemas");

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNameLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode root;
    private final Map<String, JsonNode> places = new HashMap<>();
    private final Set<String> references = new HashSet<>();
    private int subschemas;
    private int instructions;

    private SchemaDocument(JsonNode root) {
        this.root = root;
    }

    /** Parses what is JSON: a payload. It has been found to be JSON before. */
    static JsonNode parse(byte[] utf8) {
        try {
            return JSON.readTree(utf8);
        } catch (IOException e) {
            throw new IllegalArgumentException("is no JSON", e);
        }
    }

    /**
     * Reads a schema.
     *
     * @throws SchemaRefusedException if it has not this form
     */
    static SchemaDocument read(String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw SchemaRefusedException.invalid("it has more than " + MAX_BYTES + " bytes");
        }
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw SchemaRefusedException.invalid("it is no JSON: " + e.getOriginalMessage());
        }
        if (!root.isObject()) {
            throw SchemaRefusedException.invalid("it is no object");
        }
        requireNumbers(root, 0);
        SchemaDocument document = new SchemaDocument(root);
        document.visit("", root);
        document.references.forEach(document::target);
        return document;
    }

    JsonNode root() {
        return root;
    }

    /** How many places there are in it where a schema stands. */
    int subschemas() {
        return subschemas;
    }

    /** How many instructions of RE2 its patterns have together. */
    int instructions() {
        return instructions;
    }

    /** The schema that a reference leads to. */
    JsonNode target(String reference) {
        JsonNode target = reference.startsWith("#") ? places.get(reference.substring(1)) : null;
        if (target == null) {
            throw SchemaRefusedException.invalid(
                    "its $ref " + reference + " leads to no schema within it; others are not loaded");
        }
        return target;
    }

    /** Calls with each schema directly below another, and where it stands there. */
    static void forEachBelow(JsonNode schema, BiConsumer<String, JsonNode> action) {
        schema.properties().forEach(member -> {
            String keyword = member.getKey();
            JsonNode value = member.getValue();
            if (HOLD_SCHEMA.contains(keyword)) {
                action.accept("/" + keyword, value);
            } else if (HOLD_LIST.contains(keyword)) {
                for (int i = 0; i < value.size(); i++) {
                    action.accept("/" + keyword + "/" + i, value.path(i));
                }
            } else if (HOLD_MAP.contains(keyword)) {
                value.properties()
                        .forEach(each -> action.accept("/" + keyword + "/" + escape(each.getKey()), each.getValue()));
            }
        });
    }

    private void visit(String place, JsonNode schema) {
        subschemas++;
        if (subschemas > MAX_SUBSCHEMAS) {
            throw SchemaRefusedException.invalid("it has more than " + MAX_SUBSCHEMAS + " schemas within it");
        }
        places.put(place, schema);
        if (!schema.isObject()) {
            return;
        }
        if (schema.path("$anchor").isTextual()) {
            places.put(schema.path("$anchor").textValue(), schema);
        }
        requireKeywords(place, schema);
        if (schema.path("$ref").isTextual()) {
            references.add(schema.path("$ref").textValue());
        }
        if (schema.path("pattern").isTextual()) {
            requirePattern(place, schema.path("pattern").textValue());
        }
        schema.path("patternProperties").fieldNames().forEachRemaining(pattern -> requirePattern(place, pattern));
        forEachBelow(schema, (below, each) -> visit(place + below, each));
    }

    private static void requireKeywords(String place, JsonNode schema) {
        if (schema.has("$schema")
                && !schema.path("$schema").asText().replaceFirst("#$", "").equals(DIALECT)) {
            throw SchemaRefusedException.invalid("its $schema is not " + DIALECT);
        }
        schema.fieldNames().forEachRemaining(keyword -> {
            if (REFUSED.contains(keyword) || (keyword.equals("$id") && !place.isEmpty())) {
                throw SchemaRefusedException.invalid(at(place) + " has " + keyword + ", which is not supported");
            }
        });
    }

    private void requirePattern(String place, String pattern) {
        try {
            instructions += PatternRules.compile(pattern).programSize();
        } catch (SchemaRefusedException e) {
            throw SchemaRefusedException.invalid(at(place) + ": " + e.getMessage());
        }
        if (instructions > MAX_PATTERNS) {
            throw SchemaRefusedException.invalid("its patterns together are too long, or repeat too much");
        }
    }

    /** Numbers so large or fine that arithmetic with them takes for ever are none that a payload could have. */
    private static void requireNumbers(JsonNode node, int depth) {
        if (depth > MAX_DEPTH) {
            throw SchemaRefusedException.invalid("it nests deeper than " + MAX_DEPTH + " levels");
        }
        if (node.isNumber()) {
            BigDecimal number = node.decimalValue();
            if (Math.abs((long) number.scale()) > MAX_DIGITS || number.precision() > MAX_DIGITS) {
                throw SchemaRefusedException.invalid("it has a number of more than " + MAX_DIGITS + " digits");
            }
        }
        node.forEach(each -> requireNumbers(each, depth + 1));
    }

    static String at(String place) {
        return place.isEmpty() ? "its root" : place;
    }

    static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
