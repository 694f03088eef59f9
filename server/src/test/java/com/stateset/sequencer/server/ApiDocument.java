package com.stateset.sequencer.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The description of the API, as the server serves it. Objects whose members are described have no others here: for clients the document
 * leaves room for members to come, but an answer with one that is not described is a defect of the document. Thread-safe.
 */
final class ApiDocument {

    /** The one in the resources of the server. */
    static final ApiDocument OPENAPI = load();

    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");
    private static final String HERE = "https://sequencer.invalid/openapi.json";

    private final JsonNode root;
    private final SchemaRegistry registry;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();
    private final Map<Pattern, String> paths = new LinkedHashMap<>();

    ApiDocument(JsonNode root) {
        this.root = root;
        close(root.at("/components/schemas"));
        this.registry = SchemaRegistry.withDialect(
                Dialects.getOpenApi31(),
                builder -> builder.schemas(Map.of(HERE, root.toString()))
                        .schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build()));
        List<String> templates = new ArrayList<>();
        root.path("paths").fieldNames().forEachRemaining(templates::add);
        // What is literal is meant before what is a parameter.
        templates.sort((a, b) -> a.replace('{', '~').compareTo(b.replace('{', '~')));
        templates.forEach(template -> paths.put(pattern(template), template));
    }

    private static ApiDocument load() {
        try (InputStream in = ApiDocument.class.getResourceAsStream("docs/openapi.yaml")) {
            return new ApiDocument(new YAMLMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what it describes, such as {@code GET /api/v1/events/{event_id}}. */
    Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        root.path("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (METHODS.contains(method)) {
                        operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));
        return operations;
    }

    /** Returns the template of a path, such as {@code /api/v1/events/{event_id}}; null if it describes none. */
    @Nullable
    String template(String path) {
        return paths.entrySet().stream()
                .filter(entry -> entry.getKey().matcher(path).matches())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /** Returns where something is, with references followed to their end: a JSON pointer. */
    String resolve(String pointer) {
        JsonNode node = at(pointer);
        return node.has("$ref") ? resolve(node.get("$ref").asText().substring(1)) : pointer;
    }

    JsonNode at(String pointer) {
        JsonNode node = root.at(pointer);
        return node == null ? MissingNode.getInstance() : node;
    }

    /** Returns the pointer of a part of something. */
    static String pointer(String from, String... names) {
        StringBuilder pointer = new StringBuilder(from);
        for (String name : names) {
            pointer.append('/').append(name.replace("~", "~0").replace("/", "~1"));
        }
        return pointer.toString();
    }

    /** Returns what of a value is not as the schema at a pointer says. */
    List<String> problems(String schemaPointer, JsonNode value) {
        return schemas
                .computeIfAbsent(schemaPointer, pointer -> registry.getSchema(SchemaLocation.of(HERE + "#" + pointer)))
                .validate(value)
                .stream()
                .map(Object::toString)
                .toList();
    }

    /** Returns the examples: for the pointer of each schema that has some, the values. */
    Map<String, List<JsonNode>> examples() {
        Map<String, List<JsonNode>> found = new LinkedHashMap<>();
        collectExamples("", root, found);
        return found;
    }

    private void collectExamples(String pointer, JsonNode node, Map<String, List<JsonNode>> found) {
        if (node.has("schema") && (node.has("example") || node.has("examples"))) {
            List<JsonNode> values = found.computeIfAbsent(pointer(pointer, "schema"), at -> new ArrayList<>());
            if (node.has("example")) {
                values.add(node.get("example"));
            }
            node.path("examples")
                    .fieldNames()
                    .forEachRemaining(name -> values.add(
                            at(resolve(pointer(pointer, "examples", name))).path("value")));
        }
        if (pointer.startsWith("/components/schemas/") && node.path("examples").isArray()) {
            List<JsonNode> values = found.computeIfAbsent(pointer, at -> new ArrayList<>());
            node.get("examples").forEach(values::add);
        }
        if (node.isObject()) {
            node.properties()
                    .forEach(member -> collectExamples(pointer(pointer, member.getKey()), member.getValue(), found));
        }
    }

    private static Pattern pattern(String template) {
        StringBuilder pattern = new StringBuilder();
        for (String part : template.substring(1).split("/", -1)) {
            pattern.append('/');
            if (part.equals("{path}")) {
                pattern.append(".+");
            } else {
                pattern.append(part.startsWith("{") ? "[^/]*" : Pattern.quote(part));
            }
        }
        return Pattern.compile(pattern.toString());
    }

    private static void close(JsonNode schema) {
        if (schema.has("properties") && !schema.has("additionalProperties")) {
            ((ObjectNode) schema).put("additionalProperties", false);
        }
        schema.forEach(ApiDocument::close);
    }
}
