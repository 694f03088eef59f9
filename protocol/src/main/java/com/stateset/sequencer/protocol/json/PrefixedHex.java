package com.stateset.sequencer.protocol.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;

/** Writes hex with {@code 0x} before it, where PROTOCOL section 5 wants that. Reading takes both forms everywhere. */
public final class PrefixedHex extends StdScalarSerializer<Object> {

    private static final long serialVersionUID = 1L;

    /** For Jackson. */
    public PrefixedHex() {
        super(Object.class);
    }

    /** Writes a value whose {@code toString} is its hex digits. */
    @Override
    public void serialize(Object value, JsonGenerator json, SerializerProvider provider) throws IOException {
        json.writeString("0x" + value);
    }
}
