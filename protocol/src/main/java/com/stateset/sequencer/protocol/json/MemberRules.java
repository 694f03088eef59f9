package com.stateset.sequencer.protocol.json;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Executable;
import org.jspecify.annotations.Nullable;

/**
 * Which members of an object must be there: those whose component in its record is not {@code @Nullable}. So a record's
 * declaration is also what its readers demand, and it is said once. {@code null} counts as absent, except where it is a
 * value of its own ({@link RawJson}); within an array it is refused.
 */
final class MemberRules extends JacksonAnnotationIntrospector {

    private static final long serialVersionUID = 1L;

    @Override
    public JsonSetter.Value findSetterInfo(Annotated member) {
        if (!(member instanceof AnnotatedParameter)) {
            return super.findSetterInfo(member);
        }
        boolean free = mayBeAbsent(member) || member.getRawType() == RawJson.class;
        return JsonSetter.Value.construct(free ? Nulls.DEFAULT : Nulls.FAIL, Nulls.FAIL);
    }

    /** Members that no record has are passed over at once, not kept until the record is made. */
    @Override
    public JsonIgnoreProperties.Value findPropertyIgnoralByName(MapperConfig<?> config, Annotated type) {
        return JsonIgnoreProperties.Value.forIgnoreUnknown(true);
    }

    static boolean mayBeAbsent(@Nullable Annotated member) {
        if (!(member instanceof AnnotatedParameter parameter)) {
            return true;
        }
        AnnotatedElement owner = parameter.getOwner().getAnnotated();
        AnnotatedType type = ((Executable) owner).getAnnotatedParameterTypes()[parameter.getIndex()];
        return type.isAnnotationPresent(Nullable.class);
    }
}
