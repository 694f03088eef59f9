package com.stateset.sequencer.jackson;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.TreeNode;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.deser.AbstractDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.DefaultDeserializationContext;
import com.fasterxml.jackson.databind.deser.impl.UnsupportedTypeDeserializer;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Calendar;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether what a mapper writes of a type can be read back from canonical JSON as the same. For one mapper's types, each of which
 * is looked at once; not thread-safe.
 *
 * <p>Goes through all that can be reached from a type by members, elements and values, as Jackson sees them. Refused is what has no one
 * form in JSON ({@code Object}, {@code Number}: {@code 1.0} is stored as {@code 1}, and reads as an integer), what is written as a number
 * that may be refused, what is written with less than it holds (a Calendar without its zone, {@link LostMembers}), and what Jackson
 * cannot write or make. What an annotation gives a form of its own is left to its author: types with
 * {@code @JsonTypeInfo}, members with a serializer.
 */
final class PayloadTypeCheck {

    /** Written as numbers, however large. */
    private static final Set<Class<?>> UNSAFE = Set.of(AtomicLong.class, OptionalLong.class, OptionalDouble.class);

    private final ObjectMapper mapper;
    private final SerializationConfig config;
    private final Set<JavaType> seen = new HashSet<>();

    PayloadTypeCheck(ObjectMapper mapper) {
        this.mapper = mapper;
        this.config = mapper.getSerializationConfig();
    }

    /**
     * Returns if a type can be a payload's.
     *
     * @throws IllegalArgumentException if not, saying which member of it cannot
     */
    void require(Class<?> type) {
        if (type.isSealed()) {
            permitted(type);
        } else {
            require(mapper.constructType(type), type.getSimpleName());
        }
    }

    /** Of a sealed type, values are of the types that it permits; what these permit is looked at in their turn. */
    private void permitted(Class<?> type) {
        for (Class<?> each : type.getPermittedSubclasses()) {
            require(each);
        }
    }

    private void require(JavaType type, String path) {
        Class<?> raw = type.getRawClass();
        if (!seen.add(type) || TreeNode.class.isAssignableFrom(raw)) {
            return;
        }
        Optional<String> reason = unfit(raw);
        if (reason.isPresent()) {
            throw refused(path, type, reason.get());
        }
        if (type.isContainerType() || type.isReferenceType()) {
            requireContents(type, path);
        } else if (raw == Map.Entry.class) {
            requireEntry(type, type.containedTypeOrUnknown(0), type.containedTypeOrUnknown(1), path);
        } else if (raw == Iterable.class) {
            require(type.containedTypeOrUnknown(0), path + "[]");
        } else if (!isPolymorphic(type)) {
            requireReadable(type, path);
        } else if (raw.isSealed()) {
            permitted(raw);
        }
    }

    /** Why no value of a type, whatever its members, has a form that survives. */
    private static Optional<String> unfit(Class<?> raw) {
        String why = null;
        if (raw == Object.class || raw == Number.class || raw == Serializable.class) {
            why = "nothing says which type to read it back as; name one, or take a JsonNode";
        } else if (UNSAFE.contains(raw)) {
            why = "it is written as a number, however large; take a Long or a Double";
        } else if (raw.getPackageName().equals("java.sql")) {
            why = "it is written to the millisecond or the day; take an Instant or another type of java.time";
        } else if (Calendar.class.isAssignableFrom(raw)) {
            why = "its time zone is not written; take a ZonedDateTime";
        } else if (Path.class.isAssignableFrom(raw) || File.class.isAssignableFrom(raw)) {
            why = "it is written as the absolute path that it has on this machine; take a String";
        }
        return Optional.ofNullable(why);
    }

    /** Where the type itself says which class to read: a class that can be instantiated is looked at like any other. */
    private boolean isPolymorphic(JavaType type) {
        boolean annotated =
                config.introspectClassAnnotations(type).getClassInfo().hasAnnotation(JsonTypeInfo.class);
        return annotated && type.isAbstract();
    }

    /** Paths name members as code would: {@code []} for an element, {@code {}} for a value of a map; an optional is its value. */
    private void requireContents(JavaType type, String path) {
        JavaType content = type.getContentType();
        if (type.isMapLikeType()) {
            requireEntry(type, type.getKeyType(), content, path);
        } else {
            require(content, type.isReferenceType() ? path : path + "[]");
        }
    }

    /** Keys are names of members, and so text: what matters is whether the text can be made a key again. */
    private void requireEntry(JavaType type, JavaType key, JavaType value, String path) {
        if (key.isJavaLangObject()) {
            throw refused(path, type, "nothing says which type to read its keys back as");
        }
        asked(path, type, context -> context.findKeyDeserializer(key, null));
        require(value, path + "{}");
    }

    /** The first reason that is found ends the check; members before the type as a whole, since a member is easier to mend. */
    private void requireReadable(JavaType type, String path) {
        JsonDeserializer<?> reader = reader(type, path);
        if (reader instanceof AbstractDeserializer) {
            throw refused(path, type, "nothing says which class to read it back as: see @JsonTypeInfo");
        }
        if (reader instanceof UnsupportedTypeDeserializer) {
            throw refused(path, type, "Jackson has no form for it");
        }
        if (reader instanceof BeanDeserializerBase bean) {
            if (!bean.getValueInstantiator().canInstantiate()) {
                throw refused(path, type, "it has no constructor that Jackson can call");
            }
            requireMembers(type, path);
            Optional<String> lost = asked(path, type, context -> LostMembers.of(mapper, type, bean));
            if (lost.isPresent()) {
                throw refused(path, type, lost.get());
            }
        }
    }

    /** Jackson looks at members first, and names the type that they are in: where one of them is to blame, we name it. */
    private JsonDeserializer<?> reader(JavaType type, String path) {
        try {
            return asked(path, type, context -> context.findNonContextualValueDeserializer(type));
        } catch (IllegalArgumentException e) {
            requireMembers(type, path);
            throw e;
        }
    }

    private void requireMembers(JavaType type, String path) {
        BeanDescription written = config.introspect(type);
        written.findProperties().forEach(member -> requireMember(member, path));
    }

    /** A serializer that the member names is its author's word, whatever its type. */
    private void requireMember(BeanPropertyDefinition member, String path) {
        AnnotatedMember accessor = member.getAccessor();
        if (accessor != null
                && config.getAnnotationIntrospector().findSerializer(accessor) == null
                && !accessor.hasAnnotation(JsonTypeInfo.class)) {
            require(accessor.getType(), path + "." + member.getName());
        }
    }

    /** A question to Jackson's reading side. */
    @FunctionalInterface
    private interface Question<T> {

        T ask(DeserializationContext context) throws JsonMappingException;
    }

    /** In a context of its own, as none is being read: Jackson's caches are the mapper's, so each type is looked up once. */
    private <T> T asked(String path, JavaType type, Question<T> question) {
        try (JsonParser none = mapper.createParser("")) {
            DefaultDeserializationContext blueprint =
                    (DefaultDeserializationContext) mapper.getDeserializationContext();
            return question.ask(
                    blueprint.createInstance(mapper.getDeserializationConfig(), none, mapper.getInjectableValues()));
        } catch (JsonMappingException e) {
            IllegalArgumentException refused = refused(path, type, e.getOriginalMessage());
            refused.initCause(e);
            throw refused;
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    private static IllegalArgumentException refused(String path, JavaType type, String why) {
        return new IllegalArgumentException(
                path + " is of type " + type.toCanonical() + ", which does not survive as a payload: " + why);
    }
}
