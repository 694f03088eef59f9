package com.stateset.sequencer.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.path.NodePath;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an application of a keyword costs in one place of a schema, beside what is applied below it: what it walks, of the schema and of
 * the value. Immutable.
 *
 * <pre>
 *   of the schema:  what its value there lists: branches, names, rules; of enum, the most values of equal hashes, which are compared
 *   of the value:   a text's length, a container's members, or all within it, as the keyword looks at it
 * </pre>
 *
 * <p>It is counted before the validator walks, and while this itself walks: a budget that is used up ends both.
 *
 * <p><b>Why keyword by keyword.</b> Most keywords look at one thing, and what they apply below is counted where it is applied. The others have
 * a loop inside of one call that no one else counts, and each such loop is one that a schema or a payload can be made for:
 *
 * <pre>
 *   minLength, …           goes through a text to count its characters            once for each branch of an anyOf
 *   enum, const            hashes and compares all of a value                     at each place that a reference leads there
 *   uniqueItems            hashes all items, and compares those of equal hashes   "Aa" and "BB" have the same: n texts of it, n² comparisons
 *   items, propertyNames   go through the members, even where nothing below is    an empty schema for each of a million items
 *   patternProperties      each pattern with each name                            listed times members
 *   unevaluated…           what was annotated at its place, for each member       grows with every branch that was taken before it
 * </pre>
 *
 * <p>A keyword that is not named here has a cost that its own place in the schema bounds, which is {@code listed}. If a later draft, or a
 * later version of the validator, brings one with a loop of its own, it belongs in this list.
 *
 * @param keyword its name
 * @param listed what it walks of the schema at each application
 */
record KeywordWork(String keyword, long listed) {

    /** Returns the work of a keyword that has this value in the schema. */
    static KeywordWork of(String keyword, JsonNode value) {
        return new KeywordWork(
                keyword,
                switch (keyword) {
                    case "const" -> 0;
                    case "enum" -> mostOfOneHash(value);
                    default -> value.size();
                });
    }

    private static long mostOfOneHash(JsonNode values) {
        Map<Integer, Long> hashes = new HashMap<>();
        values.forEach(each -> hashes.merge(each.hashCode(), 1L, Long::sum));
        return hashes.isEmpty() ? 0 : Collections.max(hashes.values());
    }

    /** Counts an application to a value. */
    void count(CheckContext context, JsonNode node, NodePath place) {
        context.spend(listed);
        switch (keyword) {
            case "minLength", "maxLength", "contentEncoding", "contentMediaType" -> context.spend(length(node));
            case "enum", "const" -> countAll(context, node);
            case "uniqueItems" -> countSet(context, node);
            case "items", "contains", "additionalProperties", "propertyNames" -> context.spend(node.size());
            case "patternProperties" -> context.spend(listed * node.size());
            case "unevaluatedItems", "unevaluatedProperties" -> {
                List<?> annotations = context.getAnnotations().asMap().getOrDefault(place, List.of());
                context.spend((1L + annotations.size()) * (1L + node.size()));
            }
            default -> {
                // It looks at no more than its place.
            }
        }
    }

    private static long length(JsonNode node) {
        return node.isTextual() ? node.textValue().length() : 0;
    }

    /** Counts all within a value, and returns how much that is. */
    private static long countAll(CheckContext context, JsonNode node) {
        long own = 1 + length(node);
        context.spend(own);
        for (JsonNode each : node) {
            own += countAll(context, each);
        }
        return own;
    }

    /** All are hashed, and those of equal hashes compared, one by one. */
    private static void countSet(CheckContext context, JsonNode node) {
        if (!node.isArray()) {
            return;
        }
        Map<Integer, Integer> hashes = new HashMap<>();
        for (JsonNode each : node) {
            long size = countAll(context, each);
            int equal = hashes.merge(each.hashCode(), 1, Integer::sum);
            context.spend((CheckContext.KEYWORD + (equal > 1 ? size : 0)) * equal);
        }
    }
}
