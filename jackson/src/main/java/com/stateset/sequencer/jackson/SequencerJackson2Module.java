package com.stateset.sequencer.jackson;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;

/**
 * Lets Jackson 2 write what an application returns of its log: {@code SequencedEvent}, {@code EventPage}, {@code EntityHistory}, {@code
 * IngestReceipt}, {@code Outcome}, {@code Receipt}, {@code Commitment}, {@code EventProof}, tree heads, inclusion proofs, checkpoints,
 * hashes, keys and signatures; within values of the application's, too. As the server answers them: see the package. Found by {@code
 * findAndRegisterModules}.
 *
 * <p>The application's settings do not change these values: not its naming strategy, nor how it writes dates. Numbers in payloads keep
 * their value, if not always their notation ({@code 1e+21} may become {@code 1E+21}). An event comes without its receipt's signature: that
 * is a value of its own, from {@code sequencer.identity().receipt(event)}. Thread-safe once it is registered.
 */
public final class SequencerJackson2Module extends SimpleModule {

    private static final long serialVersionUID = 1L;

    /** A payload that the log has accepted can be read again, however long its strings are. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** Makes the module. */
    public SequencerJackson2Module() {
        super("sequencer");
        WireForm.ALL.forEach(this::add);
    }

    private <T> void add(WireForm<T> form) {
        addSerializer(form.type(), new AsOnTheWire<>(form));
    }

    /** Passes the protocol's text on token by token, so that trees, other formats and indentation come out right. */
    private static final class AsOnTheWire<T> extends StdSerializer<T> {

        private static final long serialVersionUID = 1L;

        private final transient WireForm<T> form;

        AsOnTheWire(WireForm<T> form) {
            super(form.type());
            this.form = form;
        }

        @Override
        public void serialize(T value, JsonGenerator json, SerializerProvider context) throws IOException {
            try (JsonParser text = FACTORY.createParser(form.json(value))) {
                // Token by token: the whole at once can be copied from Jackson 2.20 on.
                while (text.nextToken() != null) {
                    json.copyCurrentEventExact(text);
                }
            }
        }
    }
}
