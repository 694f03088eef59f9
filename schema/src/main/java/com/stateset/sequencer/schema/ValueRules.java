package com.stateset.sequencer.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** The part of a {@link SchemaContainment} that needs no look at other schemas: types, values and bounds, at one place. */
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
