package com.stateset.sequencer.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The part of a {@link SchemaContainment} that needs no look at other schemas: types, values and bounds, at one place.
 *
 * <p><b>Which rules apply</b> follows from the types that the inner schema leaves: a bound on texts says nothing of numbers (2020-12 Core, section 7.6.1),
 * so a schema that allows only numbers fits any {@code minLength}. An {@code enum} or {@code const} narrows the types to those of its
 * values. {@code integer} is a part of {@code number}, never the other way; a number without a fraction is an integer, however it is
 * written (Validation, section 6.1.1).
 *
 * <p><b>Bounds</b> are compared as exact decimals, since two that differ in the twentieth digit are two. A bound of the outer schema needs one of
 * the inner that is as strict: {@code minimum: 5} follows from {@code exclusiveMinimum: 5}, but {@code exclusiveMinimum: 5} from no
 * {@code minimum} of 5. What a keyword implies without being written counts as written: lengths are at least 0, and an object with three
 * required members has at least three.
 *
 * <p><b>Values.</b> A schema with a list of values fits one with a list that has them all. It is not held against the outer schema's other
 * keywords value by value, although that could be done: an inner {@code enum: [1, 2]} fits an outer {@code minimum: 1} only if it has such
 * a bound itself.
 */
final class ValueRules {

    private static final Set<String> ALL = Set.of("object", "array", "string", "number", "integer", "boolean", "null");

    private final String place;

    ValueRules(String place) {
        this.place = place;
    }

    /** Requires of the keywords of both, and returns the types that the inner one allows. */
    Set<String> require(JsonNode a, JsonNode b) {
        Set<String> types = types(a);
        requireTypes(types, b);
        requireValues(a, b);
        if (types.contains("string")) {
            atLeast(a, b, "minLength", BigDecimal.ZERO);
            atMost(a, b, "maxLength");
            same(a, b, "pattern");
        }
        if (types.contains("number") || types.contains("integer")) {
            requireRange(a, b);
            requireMultiple(a, b);
        }
        if (types.contains("array")) {
            atLeast(a, b, "minItems", BigDecimal.ZERO);
            atMost(a, b, "maxItems");
            if (b.path("uniqueItems").asBoolean()) {
                same(a, b, "uniqueItems");
            }
        }
        if (types.contains("object")) {
            atLeast(a, b, "minProperties", BigDecimal.valueOf(a.path("required").size()));
            atMost(a, b, "maxProperties");
        }
        return types;
    }

    private void requireTypes(Set<String> types, JsonNode b) {
        if (!b.has("type")) {
            return;
        }
        Set<String> allowed = named(b.path("type"));
        for (String type : types) {
            if (!allowed.contains(type) && !(type.equals("integer") && allowed.contains("number"))) {
                throw new SchemaDifferenceException(
                        place, "a value may be of type " + type + " in the one, and not in the other");
            }
        }
    }

    /** The types that a schema allows by {@code type}, {@code enum} and {@code const}. */
    private static Set<String> types(JsonNode schema) {
        Set<String> types = new LinkedHashSet<>(schema.has("type") ? named(schema.path("type")) : ALL);
        Set<String> ofValues = new LinkedHashSet<>();
        values(schema).forEach(value -> ofValues.add(typeOf(value)));
        if (hasValues(schema)) {
            if (types.contains("number")) {
                types.add("integer");
            }
            types.retainAll(ofValues);
        }
        return types;
    }

    private static Set<String> named(JsonNode type) {
        Set<String> names = new LinkedHashSet<>();
        if (type.isTextual()) {
            names.add(type.asText());
        }
        type.forEach(each -> names.add(each.asText()));
        return names;
    }

    private static String typeOf(JsonNode value) {
        if (value.isNumber()) {
            boolean isWhole = value.decimalValue().stripTrailingZeros().scale() <= 0;
            return isWhole ? "integer" : "number";
        }
        return switch (value.getNodeType()) {
            case OBJECT -> "object";
            case ARRAY -> "array";
            case STRING -> "string";
            case BOOLEAN -> "boolean";
            default -> "null";
        };
    }

    private static boolean hasValues(JsonNode schema) {
        return schema.has("const") || schema.has("enum");
    }

    private static Set<JsonNode> values(JsonNode schema) {
        Set<JsonNode> values = new LinkedHashSet<>();
        if (schema.has("const")) {
            values.add(schema.path("const"));
        } else {
            schema.path("enum").forEach(values::add);
        }
        return values;
    }

    private void requireValues(JsonNode a, JsonNode b) {
        if (!hasValues(b)) {
            return;
        }
        if (!hasValues(a)) {
            throw new SchemaDifferenceException(
                    place, "any value is allowed in the one, and only some are in the other");
        }
        for (JsonNode value : values(a)) {
            boolean inEnum = !b.has("enum") || contains(b.path("enum"), value);
            boolean isConst = !b.has("const") || isSame(b.path("const"), value);
            if (!inEnum || !isConst) {
                String text = value.toString();
                throw new SchemaDifferenceException(
                        place,
                        "the value " + (text.length() > 100 ? text.substring(0, 100) + "…" : text)
                                + " is allowed in the one, and not in the other");
            }
        }
    }

    private static boolean contains(JsonNode values, JsonNode value) {
        for (JsonNode each : values) {
            if (isSame(each, value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSame(JsonNode one, JsonNode other) {
        return (one.isNumber() && other.isNumber())
                ? one.decimalValue().compareTo(other.decimalValue()) == 0
                : one.equals(other);
    }

    private void requireRange(JsonNode a, JsonNode b) {
        BigDecimal least = number(b, "minimum");
        BigDecimal above = number(b, "exclusiveMinimum");
        BigDecimal most = number(b, "maximum");
        BigDecimal below = number(b, "exclusiveMaximum");
        requireBound(
                least == null
                        || has(a, "minimum", least, sign -> sign >= 0)
                        || has(a, "exclusiveMinimum", least, sign -> sign >= 0),
                "minimum");
        requireBound(
                above == null
                        || has(a, "exclusiveMinimum", above, sign -> sign >= 0)
                        || has(a, "minimum", above, sign -> sign > 0),
                "exclusiveMinimum");
        requireBound(
                most == null
                        || has(a, "maximum", most, sign -> sign <= 0)
                        || has(a, "exclusiveMaximum", most, sign -> sign <= 0),
                "maximum");
        requireBound(
                below == null
                        || has(a, "exclusiveMaximum", below, sign -> sign <= 0)
                        || has(a, "maximum", below, sign -> sign < 0),
                "exclusiveMaximum");
    }

    /** Whether a schema has a bound of its own, and how that compares with another one. */
    private static boolean has(JsonNode schema, String keyword, BigDecimal bound, IntPredicate comparison) {
        BigDecimal own = number(schema, keyword);
        return own != null && comparison.test(own.compareTo(bound));
    }

    private void requireMultiple(JsonNode a, JsonNode b) {
        BigDecimal step = number(b, "multipleOf");
        BigDecimal own = number(a, "multipleOf");
        requireBound(step == null || (own != null && own.compareTo(step) == 0), "multipleOf");
    }

    private void atLeast(JsonNode a, JsonNode b, String keyword, BigDecimal implied) {
        BigDecimal bound = number(b, keyword);
        BigDecimal own = number(a, keyword);
        requireBound(bound == null || (own == null ? implied : own.max(implied)).compareTo(bound) >= 0, keyword);
    }

    private void atMost(JsonNode a, JsonNode b, String keyword) {
        BigDecimal bound = number(b, keyword);
        BigDecimal own = number(a, keyword);
        requireBound(bound == null || (own != null && own.compareTo(bound) <= 0), keyword);
    }

    private void same(JsonNode a, JsonNode b, String keyword) {
        requireBound(!b.has(keyword) || b.path(keyword).equals(a.path(keyword)), keyword);
    }

    private void requireBound(boolean holds, String keyword) {
        if (!holds) {
            throw new SchemaDifferenceException(place, keyword + " of the one does not allow for that of the other");
        }
    }

    private static @Nullable BigDecimal number(JsonNode schema, String keyword) {
        return schema.path(keyword).isNumber() ? schema.path(keyword).decimalValue() : null;
    }
}
