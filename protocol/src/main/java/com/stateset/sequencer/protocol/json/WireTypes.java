package com.stateset.sequencer.protocol.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.stateset.sequencer.encryption.X25519PublicKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.merkle.Hash;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;

/** The forms of the values in messages, strictly typed: a string is never taken for a number, nor a number for a string. */
final class WireTypes {

    private static final int MAX_LONG_LENGTH = 20;

    private WireTypes() {}

    static SimpleModule module() {
        SimpleModule types = new SimpleModule("protocol");
        text(types, String.class, text -> text);
        text(types, UUID.class, WireText::uuid);
        text(types, Instant.class, WireText::moment);
        text(types, Hash.class, WireText::hash);
        text(types, Ed25519Signature.class, WireText::signature);
        text(types, Ed25519PublicKey.class, WireText::publicKey);
        text(types, X25519PublicKey.class, X25519PublicKey::parse);
        number(types, Long.class, Long::valueOf);
        number(types, long.class, Long::valueOf);
        number(types, Integer.class, Integer::valueOf);
        number(types, int.class, Integer::valueOf);
        types.addSerializer(Instant.class, new Written<>(Instant.class, WireText::of));
        types.addSerializer(Hash.class, new Written<>(Hash.class, Hash::toHex));
        types.addSerializer(Ed25519Signature.class, new Written<>(Ed25519Signature.class, Ed25519Signature::toHex));
        types.addSerializer(Ed25519PublicKey.class, new Written<>(Ed25519PublicKey.class, Ed25519PublicKey::toHex));
        types.addSerializer(X25519PublicKey.class, new Written<>(X25519PublicKey.class, X25519PublicKey::toHex));
        types.addDeserializer(RawJson.class, new RawJsonDeserializer());
        types.addSerializer(RawJson.class, new RawJsonSerializer());
        types.setDeserializerModifier(new ClosedRecords());
        return types;
    }

    private static <T> void text(SimpleModule types, Class<T> type, Function<String, T> reader) {
        types.addDeserializer(type, new Read<>(type, JsonToken.VALUE_STRING, "a string", reader));
    }

    private static <T> void number(SimpleModule types, Class<T> type, Function<String, T> reader) {
        types.addDeserializer(
                type, new Read<>(type, JsonToken.VALUE_NUMBER_INT, "an integer", digits -> bounded(digits, reader)));
    }

    private static <T> T bounded(String digits, Function<String, T> reader) {
        try {
            if (digits.length() <= MAX_LONG_LENGTH) {
                return reader.apply(digits);
            }
        } catch (NumberFormatException e) {
            // Out of range, as longer ones are.
        }
        throw new IllegalArgumentException("is out of range");
    }

    /** What a token is called in a message. */
    static String nameOf(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT -> "an integer";
            case VALUE_NUMBER_FLOAT -> "a number with a fraction or exponent";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            default -> "null";
        };
    }

    private static final class Read<T> extends StdScalarDeserializer<T> {

        private static final long serialVersionUID = 1L;

        private final JsonToken token;
        private final String what;
        private final transient Function<String, T> reader;

        Read(Class<T> type, JsonToken token, String what, Function<String, T> reader) {
            super(type);
            this.token = token;
            this.what = what;
            this.reader = reader;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            MessageParser message = (MessageParser) parser;
            if (!parser.hasToken(token)) {
                throw message.problem("must be " + what + ", not " + nameOf(parser.currentToken()));
            }
            try {
                return reader.apply(message.scalar());
            } catch (IllegalArgumentException e) {
                throw e instanceof InvalidMessageException ? e : message.problem(String.valueOf(e.getMessage()));
            }
        }
    }

    private static final class Written<T> extends StdScalarSerializer<T> {

        private static final long serialVersionUID = 1L;

        private final transient Function<T, String> writer;

        Written(Class<T> type, Function<T, String> writer) {
            super(type);
            this.writer = writer;
        }

        @Override
        public void serialize(T value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(writer.apply(value));
        }
    }
}
