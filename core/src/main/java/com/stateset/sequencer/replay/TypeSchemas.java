package com.stateset.sequencer.replay;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonArrayFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonBooleanFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonFormatTypes;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonFormatVisitable;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonIntegerFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonMapFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonNumberFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonStringFormatVisitor;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The JSON Schema of what a mapper writes of one Java type. For one schema, and one thread.
 *
 * <p>Jackson's own serializers say what they write; each type that is written as an object becomes a definition, so that types may hold
 * themselves. Where a serializer does not say, or writes what depends on the value (polymorphic types, getters of any member), everything
 * is allowed: the schema is never narrower than what is written.
 */
final class TypeSchemas {

    private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";
    private static final String PROPERTIES = "properties";

    private final ObjectMapper mapper;
    private final ObjectNode definitions;
    private final Map<JavaType, String> names = new HashMap<>();

    private TypeSchemas(ObjectMapper mapper) {
        this.mapper = mapper;
        this.definitions = mapper.createObjectNode();
    }

    /**
     * Makes the schema of a type.
     *
     * @param version writes into an object which version of the type's schema it follows
     * @throws IllegalArgumentException if the mapper cannot write the type
     */
    static ObjectNode of(ObjectMapper mapper, Class<?> type, Consumer<ObjectNode> version) {
        TypeSchemas schemas = new TypeSchemas(mapper);
        ObjectNode root = mapper.createObjectNode().put("$schema", DRAFT);
        try {
            Writer writer = schemas.new Writer();
            mapper.acceptJsonFormatVisitor(type, writer);
            if (schemas.isPolymorphic(mapper.constructType(type))) {
                return root;
            }
            root.setAll(writer.schema);
        } catch (JsonMappingException e) {
            throw new IllegalArgumentException(
                    "there is no schema of " + type.getName() + ": " + e.getOriginalMessage(), e);
        }
        ObjectNode marker = mapper.createObjectNode();
        version.accept(marker);
        String rootName = schemas.names.get(mapper.constructType(type));
        if (rootName != null && schemas.definitions.get(rootName).get(PROPERTIES) instanceof ObjectNode properties) {
            marker.fieldNames()
                    .forEachRemaining(name -> properties.putObject(name).put("type", "integer"));
        }
        if (!schemas.definitions.isEmpty()) {
            root.set("$defs", schemas.definitions);
        }
        return root;
    }

    private boolean isPolymorphic(JavaType type) {
        return mapper.getSerializationConfig().introspect(type).getClassInfo().hasAnnotation(JsonTypeInfo.class);
    }

    private boolean isOpen(JavaType type) {
        return mapper.getSerializationConfig().introspect(type).findAnyGetter() != null;
    }

    private String newName(JavaType type) {
        String simple = type.getRawClass().getSimpleName();
        String name = simple;
        for (int i = 2; definitions.has(name); i++) {
            name = simple + i;
        }
        names.put(type, name);
        return name;
    }

    /** Null stands where nothing says that it cannot. */
    private static JsonNode orNull(ObjectNode schema) {
        if (schema.isEmpty()) {
            return schema;
        }
        if (schema.path("type").isTextual() && !schema.has("enum")) {
            String type = schema.path("type").textValue();
            schema.putArray("type").add(type).add("null");
            return schema;
        }
        ObjectNode either = schema.objectNode();
        either.putArray("anyOf").add(schema).addObject().put("type", "null");
        return either;
    }

    private ObjectNode schemaOf(JsonFormatVisitable serializer, JavaType type, SerializerProvider provider)
            throws JsonMappingException {
        if (type.hasRawClass(byte[].class)) {
            return mapper.createObjectNode().put("type", "string");
        }
        if (isPolymorphic(type)) {
            return mapper.createObjectNode();
        }
        Writer writer = new Writer();
        writer.setProvider(provider);
        serializer.acceptJsonFormatVisitor(writer, type);
        return writer.schema;
    }

    /** Collects the schema of one value. */
    private final class Writer extends JsonFormatVisitorWrapper.Base {

        private final ObjectNode schema = mapper.createObjectNode();

        @Override
        public JsonObjectFormatVisitor expectObjectFormat(JavaType type) {
            String known = names.get(type);
            String name = known == null ? newName(type) : known;
            schema.put("$ref", "#/$defs/" + name);
            if (known != null) {
                return new JsonObjectFormatVisitor.Base(getProvider());
            }
            ObjectNode definition = definitions.putObject(name).put("type", "object");
            definition.putObject(PROPERTIES);
            if (!isOpen(type)) {
                definition.put("additionalProperties", false);
            }
            return new Members(definition, getProvider());
        }

        @Override
        public JsonArrayFormatVisitor expectArrayFormat(JavaType type) {
            schema.put("type", "array");
            return new JsonArrayFormatVisitor.Base(getProvider()) {
                @Override
                public void itemsFormat(JsonFormatVisitable serializer, JavaType item) throws JsonMappingException {
                    schema.set("items", orNull(schemaOf(serializer, item, getProvider())));
                }

                @Override
                public void itemsFormat(JsonFormatTypes format) {
                    if (format != JsonFormatTypes.ANY) {
                        schema.putObject("items").put("type", format.value());
                    }
                }
            };
        }

        @Override
        public JsonMapFormatVisitor expectMapFormat(JavaType type) {
            schema.put("type", "object");
            return new JsonMapFormatVisitor.Base(getProvider()) {
                @Override
                public void valueFormat(JsonFormatVisitable serializer, JavaType value) throws JsonMappingException {
                    schema.set("additionalProperties", orNull(schemaOf(serializer, value, getProvider())));
                }
            };
        }

        @Override
        public JsonStringFormatVisitor expectStringFormat(JavaType type) {
            schema.put("type", "string");
            return new JsonStringFormatVisitor.Base() {
                @Override
                public void enumTypes(Set<String> values) {
                    values.forEach(schema.putArray("enum")::add);
                }
            };
        }

        @Override
        public JsonNumberFormatVisitor expectNumberFormat(JavaType type) {
            schema.put("type", "number");
            return new JsonNumberFormatVisitor.Base();
        }

        @Override
        public JsonIntegerFormatVisitor expectIntegerFormat(JavaType type) {
            schema.put("type", "integer");
            return new JsonIntegerFormatVisitor.Base() {
                @Override
                public void numberType(JsonParser.NumberType number) {
                    // Which Java type reads it says nothing about what is written.
                }
            };
        }

        @Override
        public JsonBooleanFormatVisitor expectBooleanFormat(JavaType type) {
            schema.put("type", "boolean");
            return new JsonBooleanFormatVisitor.Base();
        }
    }

    /** Collects the members of one type. */
    private final class Members extends JsonObjectFormatVisitor.Base {

        private final ObjectNode definition;

        private Members(ObjectNode definition, SerializerProvider provider) {
            super(provider);
            this.definition = definition;
        }

        @Override
        public void property(BeanProperty member) throws JsonMappingException {
            add(member, schemaOf(member));
            definition.withArray("required").add(member.getName());
        }

        @Override
        public void optionalProperty(BeanProperty member) throws JsonMappingException {
            if (member.getType().isPrimitive()) {
                add(member, schemaOf(member));
                if (isAlwaysWritten(member)) {
                    definition.withArray("required").add(member.getName());
                }
            } else {
                add(member, orNull(schemaOf(member)));
            }
        }

        private void add(BeanProperty member, JsonNode schema) {
            definition.withObject("/" + PROPERTIES).set(member.getName(), schema);
        }

        private boolean isAlwaysWritten(BeanProperty member) {
            JsonInclude.Include included = member.findPropertyInclusion(
                            mapper.getSerializationConfig(), member.getMember().getDeclaringClass())
                    .getValueInclusion();
            return included != JsonInclude.Include.NON_DEFAULT && included != JsonInclude.Include.CUSTOM;
        }

        private ObjectNode schemaOf(BeanProperty member) throws JsonMappingException {
            JavaType type = member.getType();
            if (member.getAnnotation(JsonTypeInfo.class) != null) {
                return mapper.createObjectNode();
            }
            JsonSerializer<?> serializer = member instanceof BeanPropertyWriter writer && writer.hasSerializer()
                    ? writer.getSerializer()
                    : getProvider().findValueSerializer(type, member);
            return TypeSchemas.this.schemaOf(serializer, type, getProvider());
        }
    }
}
