package com.stateset.sequencer.protocol.json;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBuilder;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.SettableAnyProperty;
import com.fasterxml.jackson.databind.type.TypeFactory;

/**
 * Refuses members that a record does not have, where it says {@code @JsonIgnoreProperties(ignoreUnknown = false)}, instead of passing them
 * over. At once: what the mapper does by itself is to keep them all as objects until the record is made.
 */
final class ClosedRecords extends BeanDeserializerModifier {

    private static final long serialVersionUID = 1L;

    @Override
    public BeanDeserializerBuilder updateBuilder(
            DeserializationConfig config, BeanDescription record, BeanDeserializerBuilder reader) {
        if (record.getClassAnnotations().has(JsonIgnoreProperties.class)) {
            reader.setAnySetter(new Refusal());
        }
        return reader;
    }

    /** A place for all other members, in which none fits. */
    private static final class Refusal extends SettableAnyProperty {

        private static final long serialVersionUID = 1L;
        private static final JavaType ANY = TypeFactory.unknownType();

        Refusal() {
            super(new BeanProperty.Bogus(), null, ANY, null, new Refuser(), null);
        }

        @Override
        public void fixAccess(DeserializationConfig config) {
            // There is no member of the record behind it.
        }

        @Override
        protected void _set(Object owner, Object name, Object value) {
            throw new IllegalStateException("a member that was refused is not set");
        }

        @Override
        public SettableAnyProperty withValueDeserializer(JsonDeserializer<Object> reader) {
            return this;
        }
    }

    private static final class Refuser extends JsonDeserializer<Object> {

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) {
            throw ((MessageParser) parser).problem("is not known here, and would be lost; leave it out");
        }

        @Override
        public Object getNullValue(DeserializationContext context) {
            throw ((MessageParser) context.getParser()).problem("is not known here, and would be lost; leave it out");
        }
    }
}
