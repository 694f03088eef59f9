package com.stateset.sequencer.protocol.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Writes a value's very bytes, without making characters of them. */
final class RawJsonSerializer extends StdSerializer<RawJson> {

    private static final long serialVersionUID = 1L;

    RawJsonSerializer() {
        super(RawJson.class);
    }

    @Override
    public void serialize(RawJson value, JsonGenerator json, SerializerProvider provider) throws IOException {
        json.writeRawValue(new Bytes(value));
    }

    /** UTF-8 that Jackson copies into its buffer, or hands on if it is larger. */
    private record Bytes(RawJson value) implements SerializableString {

        @Override
        public String getValue() {
            return value.toString();
        }

        @Override
        public int charLength() {
            return getValue().length();
        }

        @Override
        public char[] asQuotedChars() {
            throw notQuoted();
        }

        @Override
        public byte[] asUnquotedUTF8() {
            return value.toByteArray();
        }

        @Override
        public byte[] asQuotedUTF8() {
            throw notQuoted();
        }

        @Override
        public int appendQuotedUTF8(byte[] buffer, int offset) {
            throw notQuoted();
        }

        @Override
        public int appendQuoted(char[] buffer, int offset) {
            throw notQuoted();
        }

        @Override
        public int appendUnquotedUTF8(byte[] buffer, int offset) {
            int length = value.length();
            if (length > buffer.length - offset) {
                return -1;
            }
            value.asByteBuffer().get(buffer, offset, length);
            return length;
        }

        @Override
        public int appendUnquoted(char[] buffer, int offset) {
            String text = getValue();
            if (text.length() > buffer.length - offset) {
                return -1;
            }
            text.getChars(0, text.length(), buffer, offset);
            return text.length();
        }

        @Override
        public int writeQuotedUTF8(OutputStream out) {
            throw notQuoted();
        }

        @Override
        public int writeUnquotedUTF8(OutputStream out) throws IOException {
            out.write(asUnquotedUTF8());
            return value.length();
        }

        @Override
        public int putQuotedUTF8(ByteBuffer buffer) {
            throw notQuoted();
        }

        @Override
        public int putUnquotedUTF8(ByteBuffer buffer) {
            if (value.length() > buffer.remaining()) {
                return -1;
            }
            buffer.put(value.asByteBuffer());
            return value.length();
        }

        @Override
        public String toString() {
            return value.toString();
        }

        private static UnsupportedOperationException notQuoted() {
            return new UnsupportedOperationException("a JSON value is written as it is, never as a string");
        }
    }
}
