package com.stateset.sequencer.jackson;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.SettableBeanProperty;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.deser.impl.SetterlessProperty;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.ser.PropertyWriter;
import com.fasterxml.jackson.databind.ser.impl.UnknownSerializer;
import com.fasterxml.jackson.databind.ser.std.BeanSerializerBase;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether Jackson loses what an object of a class holds, since it does not write it, or writes it and does not read it.
 *
 * <p>A member that is written and not read may be derived from others, such as a total: it is, if each field of the object is accounted
 * for by a member that is both written and read. With fewer of these than fields, it may be what shows a field of another name, and is
 * taken for lost. Fields that are {@code transient} or {@code @JsonIgnore}d do not count: they are left out on purpose. A getter of a
 * collection does not make it readable: Jackson would add to what it returns, which may be a copy. Classes with a serializer, an any-getter
 * or a delegating creator of their own are left to their author. A set of functions, thread-safe.
 */
final class LostMembers {

    private LostMembers() {}

    /** Returns why something is lost; empty if nothing is known to be. */
    static Optional<String> of(ObjectMapper mapper, JavaType type, BeanDeserializerBase reader)
            throws JsonMappingException {
        JsonSerializer<?> writer = mapper.getSerializerProviderInstance().findValueSerializer(type);
        BeanDescription written = mapper.getSerializationConfig().introspect(type);
        boolean isBean = writer instanceof BeanSerializerBase || writer instanceof UnknownSerializer;
        if (!isBean || written.findAnyGetter() != null || isDelegating(reader.getValueInstantiator())) {
            return Optional.empty();
        }
        List<PropertyWriter> members = new ArrayList<>();
        writer.properties().forEachRemaining(members::add);
        List<Field> fields = fields(type.getRawClass());
        if (members.isEmpty()) {
            return fields.isEmpty()
                    ? Optional.empty()
                    : Optional.of("it has fields, such as " + fields.get(0).getName()
                            + ", but nothing that Jackson would write: give it getters, or make it a record");
        }
        return unread(members, fields.size(), written, reader);
    }

    /** Counts as the class says: with as many members both written and read as there are fields, what is left over is derived. */
    private static Optional<String> unread(
            List<PropertyWriter> members, int fields, BeanDescription written, BeanDeserializerBase reader) {
        List<PropertyWriter> unread = members.stream()
                .filter(member -> !isRead(member, written, reader))
                .toList();
        if (unread.isEmpty() || members.size() - unread.size() >= fields) {
            return Optional.empty();
        }
        return Optional.of("its member " + unread.get(0).getName()
                + " is written, but not read back: give it a setter, or a constructor that takes it");
    }

    /**
     * A type id is read by Jackson itself, and the members of an unwrapped value by that value. A getter of a collection that is used as a
     * setter does not count.
     */
    private static boolean isRead(PropertyWriter member, BeanDescription written, BeanDeserializerBase reader) {
        JsonTypeInfo typed = written.getClassInfo().getAnnotation(JsonTypeInfo.class);
        if ((typed != null && typed.property().equals(member.getName()))
                || (member instanceof BeanPropertyWriter bean && bean.isUnwrapping())) {
            return true;
        }
        SettableBeanProperty property = reader.findProperty(member.getName());
        return property != null && !(property instanceof SetterlessProperty);
    }

    /** Then one value is written and read for the object as a whole, and its members say nothing. */
    private static boolean isDelegating(ValueInstantiator maker) {
        return maker.canCreateUsingDelegate() || maker.canCreateUsingArrayDelegate();
    }

    /** Those of the classes above it, too: Jackson writes what is inherited. */
    private static List<Field> fields(Class<?> type) {
        return Stream.<Class<?>>iterate(type, each -> each != null, Class::getSuperclass)
                .flatMap(each -> Stream.of(each.getDeclaredFields()))
                .filter(field -> !field.isSynthetic()
                        && (field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0
                        && !field.isAnnotationPresent(JsonIgnore.class))
                .toList();
    }
}
