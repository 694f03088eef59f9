package com.stateset.sequencer.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Whether every payload that fits one schema, the <i>inner</i>, fits another, the <i>outer</i>.
 *
 * <p><b>What it is sure of.</b> When it finds nothing, it is so: each rule below is a proof. When it finds something, it may be that no
 * payload shows the difference, since the rules look at one keyword at a time; a sentence says which it was. That is the
 * right side to err on: who registers a schema can say it more plainly, or promise nothing; who reads events cannot take back a promise
 * that was broken. (To decide it for all of JSON Schema is not to be had at a bounded cost: with {@code not}, inclusion is
 * satisfiability.)
 *
 * <p><b>What it understands.</b> {@code true} and {@code false}; {@code type}, {@code enum}, {@code const}; {@code properties}, {@code
 * required}, {@code additionalProperties}, {@code minProperties}, {@code maxProperties}; {@code items}, {@code minItems}, {@code maxItems},
 * {@code uniqueItems}; {@code minLength}, {@code maxLength}; {@code minimum}, {@code maximum}, {@code exclusiveMinimum}, {@code
 * exclusiveMaximum}; {@code pattern} and {@code multipleOf} where both have the same; {@code $ref}, also in circles; {@code anyOf}.
 * Any other keyword that says something about payloads ({@code allOf}, {@code oneOf}, {@code not}, {@code if}, {@code patternProperties},
 * {@code prefixItems}, {@code contains}, {@code dependentRequired}, {@code unevaluatedProperties}, …) it cannot judge in the outer schema,
 * unless the two subschemas are the same text and refer to nothing; in the inner one it only forbids more, and is passed over, but for
 * {@code patternProperties} and {@code prefixItems}, which change what its neighbours mean.
 *
 * <p><b>The rules.</b> A schema is the conjunction of its keywords, so the two sides are taken apart differently. Of the outer one,
 * <em>every</em> keyword must be implied; of the inner one, <em>any</em> part that implies it is enough:
 *
 * <pre>
 *   inner                       outer                    holds if
 *
 *   false                       anything                 always: nothing fits the inner one
 *   anything                    true                     always
 *   {$ref: r, rest}             o                        rest ⊆ o, or r's target ⊆ o
 *   {anyOf: [a, b], rest}       o                        rest ⊆ o, or both a ⊆ o and b ⊆ o
 *   i                           {$ref: r, rest}          i ⊆ r's target, and i ⊆ rest
 *   i                           {anyOf: [a, b], rest}    i ⊆ a or i ⊆ b, and i ⊆ rest; i with several types may be split by type
 *   objects                     objects                  each member that either names: inner's schema for it ⊆ outer's;
 *                                                        so for all the others; what the outer requires, the inner requires
 *   arrays                      arrays                   inner's items ⊆ outer's items
 *   types, values, bounds                                ValueRules
 * </pre>
 *
 * <p>An optional member that is new in the outer schema shows why this is strict: an open inner object allows anything under that name. It
 * is not backward compatible unless the object was closed.
 *
 * <p><b>Circles.</b> A pair that is being looked at counts as fitting when it comes up again below itself: a payload that showed the
 * contrary would have a smallest part that does, and that part is looked at. Pairs are assumed for as long as nothing contradicts them; when one
 * way fails and another is tried (a branch, or what stands beside a reference), all that was assumed since on the failed way is
 * forgotten, because it rested on it.
 *
 * <p><b>Cost.</b> Branches may be tried in vain, level by level, so steps are counted, and a comparison that takes more than {@value
 * #MOST_STEPS} is refused as one that cannot be told. A schema has 5000 schemas in it at most, a usual one some tens.
 *
 * <p>Used for one comparison, by one thread.
 */
final class SchemaContainment {

    /** They take members and items away from the keywords beside them. */
    private static final Set<String> CHANGES_NEIGHBOURS = Set.of("patternProperties", "prefixItems");

    private static final int MOST_STEPS = 10_000;

    /** Keywords of the draft that say something about payloads and are not understood here; unknown ones say nothing. */
    private static final Set<String> NOT_UNDERSTOOD = Set.of(
            "allOf",
            "oneOf",
            "not",
            "if",
            "then",
            "else",
            "patternProperties",
            "prefixItems",
            "contains",
            "minContains",
            "maxContains",
            "dependentRequired",
            "dependentSchemas",
            "propertyNames",
            "unevaluatedItems",
            "unevaluatedProperties",
            "dependencies");

    private static final JsonNode ANYTHING = BooleanNode.TRUE;

    private final SchemaDocument inner;
    private final SchemaDocument outer;
    private final Set<Pair> assumed = new HashSet<>();
    private int steps;

    private SchemaContainment(SchemaDocument inner, SchemaDocument outer) {
        this.inner = inner;
        this.outer = outer;
    }

    /** Returns why not every payload that fits {@code inner} is sure to fit {@code outer}; empty if it is. */
    static Optional<String> problem(SchemaDocument inner, SchemaDocument outer) {
        try {
            new SchemaContainment(inner, outer).require("", inner.root(), outer.root());
            return Optional.empty();
        } catch (SchemaDifferenceException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void require(String place, JsonNode a, JsonNode b) {
        if (++steps > MOST_STEPS) {
            throw new SchemaDifferenceException(place, "the schemas are too intertwined to be compared");
        }
        if (a.isBoolean() && !a.booleanValue()) {
            return;
        }
        if (b.isBoolean()) {
            if (b.booleanValue()) {
                return;
            }
            throw new SchemaDifferenceException(place, "something is allowed in the one, and nothing in the other");
        }
        if (!assumed.add(new Pair(a, b))) {
            return;
        }
        if (a.has("$ref")) {
            requireOfReference(place, a, b);
        } else if (a.has("anyOf")) {
            requireOfBranches(place, a, b);
        } else {
            requireOuter(place, a, b);
        }
    }

    /** Either alone forbids enough, what it refers to or what stands beside it. */
    private void requireOfReference(String place, JsonNode a, JsonNode b) {
        JsonNode target = inner.target(a.path("$ref").asText());
        JsonNode rest = without(a, "$ref");
        if (!holds(place, rest, b)) {
            require(place, target, b);
        }
    }

    private void requireOfBranches(String place, JsonNode a, JsonNode b) {
        JsonNode rest = without(a, "anyOf");
        if (!holds(place, rest, b)) {
            a.path("anyOf").forEach(branch -> require(place, branch, b));
        }
    }

    private boolean holds(String place, JsonNode a, JsonNode b) {
        Set<Pair> before = Set.copyOf(assumed);
        try {
            require(place, a, b);
            return true;
        } catch (SchemaDifferenceException e) {
            assumed.retainAll(before);
            return false;
        }
    }

    private void requireOuter(String place, JsonNode a, JsonNode b) {
        if (a.equals(b) && refersToNothing(a)) {
            return;
        }
        for (String keyword : NOT_UNDERSTOOD) {
            if (b.has(keyword) || (a.has(keyword) && CHANGES_NEIGHBOURS.contains(keyword))) {
                throw new SchemaDifferenceException(
                        place, "it cannot be told, as " + keyword + " is not among the keywords that are compared");
            }
        }
        if (b.has("$ref")) {
            require(place, a, outer.target(b.path("$ref").asText()));
        }
        if (b.has("anyOf")) {
            requireOneBranch(place, a, b.path("anyOf"));
        }
        Set<String> types = new ValueRules(place).require(a, b);
        if (types.contains("object")) {
            requireObjects(place, a, b);
        }
        if (types.contains("array") && b.has("items")) {
            require(place + "/items", a.path("items").isMissingNode() ? ANYTHING : a.path("items"), b.path("items"));
        }
    }

    /** A type with several names may have each of them in a branch of its own. */
    private void requireOneBranch(String place, JsonNode a, JsonNode branches) {
        for (JsonNode branch : branches) {
            if (holds(place, a, branch)) {
                return;
            }
        }
        if (a.path("type").isArray() && a.path("type").size() > 1) {
            for (JsonNode type : a.path("type")) {
                ObjectNode one = a.deepCopy();
                one.set("type", type);
                requireOneBranch(place, one, branches);
            }
            return;
        }
        throw new SchemaDifferenceException(
                place, "what is allowed in the one fits no single branch of anyOf in the other");
    }

    private void requireObjects(String place, JsonNode a, JsonNode b) {
        JsonNode others = a.has("additionalProperties") ? a.path("additionalProperties") : ANYTHING;
        JsonNode othersOfOuter = b.has("additionalProperties") ? b.path("additionalProperties") : ANYTHING;
        Set<String> names = new LinkedHashSet<>();
        a.path("properties").fieldNames().forEachRemaining(names::add);
        b.path("properties").fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            JsonNode of = a.path("properties").has(name) ? a.path("properties").path(name) : others;
            JsonNode in = b.path("properties").has(name) ? b.path("properties").path(name) : othersOfOuter;
            require(place + "/properties/" + SchemaDocument.escape(name), of, in);
        }
        require(place + "/additionalProperties", others, othersOfOuter);
        Set<String> required = new HashSet<>();
        a.path("required").forEach(name -> required.add(name.asText()));
        for (JsonNode name : b.path("required")) {
            if (!required.contains(name.asText())) {
                throw new SchemaDifferenceException(
                        place, name.asText() + " may be missing in the one, and is required in the other");
            }
        }
    }

    private static boolean refersToNothing(JsonNode schema) {
        if (schema.has("$ref")) {
            return false;
        }
        boolean[] free = {true};
        SchemaDocument.forEachBelow(schema, (place, below) -> free[0] &= refersToNothing(below));
        return free[0];
    }

    private static JsonNode without(JsonNode schema, String keyword) {
        ObjectNode rest = schema.deepCopy();
        rest.remove(keyword);
        return rest;
    }

    /** Two places, not two texts: the same text elsewhere may refer to something else, and long texts are slow to compare. */
    private record Pair(JsonNode inner, JsonNode outer) {

        @Override
        @SuppressWarnings("ReferenceEquality")
        public boolean equals(Object other) {
            return other instanceof Pair that && inner == that.inner && outer == that.outer;
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(inner) + System.identityHashCode(outer);
        }
    }
}
