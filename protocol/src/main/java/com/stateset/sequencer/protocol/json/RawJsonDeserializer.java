package com.stateset.sequencer.protocol.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Cuts a value out of the text as it stands. For such a value {@code null} is a value, and does not count as absent. */
final class RawJsonDeserializer extends StdDeserializer<RawJson> implements ContextualDeserializer {

    private static final long serialVersionUID = 1L;

    /** The member that must not be absent; null if it may be. */
    private final transient @Nullable BeanProperty required;

    RawJsonDeserializer() {
        this(null);
    }

    private RawJsonDeserializer(@Nullable BeanProperty required) {
        super(RawJson.class);
        this.required = required;
    }

    @Override
    public JsonDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property) {
        boolean optional = property == null || MemberRules.mayBeAbsent(property.getMember());
        return new RawJsonDeserializer(optional ? null : property);
    }

    @Override
    public RawJson deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return RawJson.of(((MessageParser) parser).rawValue());
    }

    @Override
    public RawJson getNullValue(DeserializationContext context) {
        return RawJson.NULL;
    }

    @Override
    public @Nullable Object getAbsentValue(DeserializationContext context) throws InvalidNullException {
        if (required != null) {
            throw InvalidNullException.from(context, required.getFullName(), required.getType());
        }
        return null;
    }
}
