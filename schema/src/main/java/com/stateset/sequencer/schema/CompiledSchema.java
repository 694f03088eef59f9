package com.stateset.sequencer.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.re2j.Pattern;
import com.networknt.schema.Error;
import com.networknt.schema.FailFastAssertionException;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import com.networknt.schema.path.PathType;
import com.networknt.schema.regex.RegularExpression;
import com.stateset.sequencer.schema.WorkBudget.ExhaustedException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A schema that payloads can be held against. Thread-safe.
 *
 * <p>{@code format} is an annotation, as the draft has it by default, and unknown keywords mean nothing. Nothing is loaded from anywhere.
 *
 * <p><b>Two validators.</b> One holds a schema against the draft's own schema for schemas ({@code FORM}), and is the library's as it is: what it reads has
 * been bounded before, and the meta-schema refers to itself in ways that are refused to tenants. The other holds payloads against
 * a tenant's schema, and differs from the plain dialect: every keyword is wrapped to be counted, {@code format} is left out, and a
 * location that is asked for is refused before any loader sees it. It keeps no schemas of its own, since it would keep them
 * for all tenants and for ever; {@link CompiledSchemas} does, bounded.
 *
 * <p><b>Compiled at once.</b> The library makes the validators of a place when it first comes there. A schema that many threads check with
 * is therefore initialized as a whole before anyone sees it: a mistake in it is found by the one who registers it, and what it weighs does not
 * grow afterwards.
 *
 * <p><b>Tried once.</b> That references lead to schemas has been seen in the text; that following them ends has not. {@code {"$ref": "#"}}
 * applies itself to the same value for ever, and whether a circle does so or goes down into the value each time ({@code
 * properties}, {@code items}) is best told by trying: a value without anything in it, of each of the six kinds, comes to an end under every
 * schema that does go down. What is not found so, a circle that only a member leads into, ends in the budget of a check.
 *
 * <p><b>What ends a check.</b> For a new event the first violation is enough, and the library throws it; for a caller who asks, up to {@value
 * #MAX_VIOLATIONS} are told. A budget that is used up ends either with a violation of its own: what could not be checked does not fit.
 */
final class CompiledSchema {

    private static final int MAX_VIOLATIONS = 20;

    private static final SchemaRegistryConfig CONFIG = SchemaRegistryConfig.builder()
            .pathType(PathType.JSON_POINTER)
            .locale(Locale.ROOT)
            .losslessNarrowing(true)
            .regularExpressionFactory(CompiledSchema::expression)
            .build();

    private static final SchemaRegistry COMPILER = SchemaRegistry.withDialect(
            dialect(),
            builder -> builder.schemaCacheEnabled(false)
                    .schemaRegistryConfig(CONFIG)
                    .schemaLoader(loader -> loader.block(iri -> true)));

    /** What a schema itself must fit; its dialect is the plain one, which refers to itself. */
    private static final Schema FORM = SchemaRegistry.withDialect(
                    Dialects.getDraft202012(),
                    builder -> builder.schemaRegistryConfig(SchemaRegistryConfig.builder()
                            .pathType(PathType.JSON_POINTER)
                            .locale(Locale.ROOT)
                            .build()))
            .getSchema(SchemaLocation.of(Dialects.getDraft202012().getId()));

    private final Schema schema;

    private CompiledSchema(Schema schema) {
        this.schema = schema;
    }

    /**
     * Compiles a schema that is to be registered, and tries it.
     *
     * @throws SchemaRefusedException if it cannot be
     */
    static CompiledSchema of(SchemaDocument document) {
        CompiledSchema compiled = ofStored(document);
        compiled.requireAnswers();
        return compiled;
    }

    /**
     * Compiles a schema that was tried when it was registered. To try it again could take seconds, for each type of a batch.
     *
     * @throws SchemaRefusedException if it cannot be
     */
    static CompiledSchema ofStored(SchemaDocument document) {
        List<Error> errors = FORM.validate(document.root());
        if (!errors.isEmpty()) {
            Error error = errors.get(0);
            throw SchemaRefusedException.invalid(
                    new SchemaViolation(error.getInstanceLocation().toString(), error.getMessage()).toString());
        }
        try {
            Schema schema = COMPILER.getSchema(document.root());
            schema.initializeValidators();
            return new CompiledSchema(schema);
        } catch (SchemaException e) {
            throw SchemaRefusedException.invalid(String.valueOf(e.getMessage()));
        }
    }

    /** Returns the first place where a payload does not fit; empty if it does. Spends of what its batch may. */
    Optional<SchemaViolation> firstViolation(JsonNode payload, WorkBudget batch) {
        return check(payload, new CheckContext(batch), true).stream().findFirst();
    }

    /** Returns where a payload does not fit, {@value #MAX_VIOLATIONS} places at most. */
    List<SchemaViolation> violations(JsonNode payload) {
        return check(payload, new CheckContext(new WorkBudget()), false);
    }

    private List<SchemaViolation> check(JsonNode payload, CheckContext context, boolean stopsAtFirst) {
        context.setFailFast(stopsAtFirst);
        try {
            context.run(() -> schema.validate(context, payload));
        } catch (FailFastAssertionException e) {
            return List.of(violation(e.getError()));
        } catch (ExhaustedException e) {
            return List.of(new SchemaViolation("", String.valueOf(e.getMessage())));
        }
        return context.getErrors().stream()
                .limit(MAX_VIOLATIONS)
                .map(CompiledSchema::violation)
                .toList();
    }

    private static SchemaViolation violation(Error error) {
        return new SchemaViolation(error.getInstanceLocation().toString(), error.getMessage());
    }

    /** References in a circle, or too many to follow, are told by the smallest of payloads. */
    private void requireAnswers() {
        JsonNodeFactory json = JsonNodeFactory.instance;
        for (JsonNode sample : List.of(
                json.objectNode(),
                json.arrayNode(),
                TextNode.valueOf(""),
                IntNode.valueOf(0),
                BooleanNode.TRUE,
                NullNode.instance)) {
            CheckContext context = new CheckContext(new WorkBudget());
            try {
                context.run(() -> schema.validate(context, sample));
            } catch (ExhaustedException e) {
                throw SchemaRefusedException.invalid("its references go round in a circle, or fan out too far");
            }
        }
    }

    private static RegularExpression expression(String text) {
        Pattern pattern = PatternRules.compile(text);
        return value -> {
            CheckContext.spendOnPattern((1L + value.length()) * pattern.programSize());
            return pattern.matcher(value).find();
        };
    }

    private static Dialect dialect() {
        Dialect plain = Dialects.getDraft202012();
        return Dialect.builder(plain.getId())
                .specificationVersion(SpecificationVersion.DRAFT_2020_12)
                .idKeyword(plain.getIdKeyword())
                .keywords(plain.getKeywords().values().stream()
                        .filter(keyword -> !keyword.getValue().equals("format"))
                        .map(CountedKeyword::new)
                        .toList())
                .unknownKeywordFactory((name, context) -> new NonValidationKeyword(name))
                .build();
    }
}
