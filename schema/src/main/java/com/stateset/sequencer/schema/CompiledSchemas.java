package com.stateset.sequencer.schema;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.stateset.sequencer.spi.schema.PayloadSchema;
import com.stateset.sequencer.spi.schema.PayloadSchemaStore;
import java.util.Optional;
import java.util.UUID;

/**
 * Compiled schemas by their ids. The text under an id never changes, so nothing here grows old; which id is in force is never remembered.
 * Thread-safe.
 *
 * <p>They take {@value #MAX_BYTES} bytes together at most, about. What one takes is not told by its text: two characters are a schema of its
 * own within {@code allOf}, and twenty a pattern of ten thousand instructions. So schemas, instructions and characters are weighed.
 *
 * <p><b>What can race.</b> Two threads may compile the same text at once; both results are right, and either stays. No lock is held while that
 * goes on, so one large schema does not keep the batches of other types waiting. A schema may be deleted between the look-up of what
 * is in force and that of its text: then what is in force is looked up again. One that is deleted while it is
 * remembered here is found by no look-up of what is in force, is asked for no more, and makes room in time.
 *
 * <p>The largest schema that a {@link SchemaDocument} can be takes some 18 MB of that, so that each fits.
 */
final class CompiledSchemas {

    private static final long MAX_BYTES = 32L << 20;

    /** Its object, its location, and the validators of its keywords. */
    private static final int SUBSCHEMA = 1024;

    /** With the threads of the matcher that goes through it. */
    private static final int INSTRUCTION = 128;

    /** In the text, and in the tree that was read of it. */
    private static final int CHARACTER = 4;

    private final PayloadSchemaStore store;
    private final Cache<UUID, Entry> compiled = Caffeine.newBuilder()
            .maximumWeight(MAX_BYTES)
            .weigher((UUID id, Entry entry) -> entry.bytes())
            .executor(Runnable::run)
            .build();

    CompiledSchemas(PayloadSchemaStore store) {
        this.store = store;
    }

    /** Returns the schema of an id; empty if it was deleted a moment ago. */
    Optional<Entry> find(UUID id) {
        Entry known = compiled.getIfPresent(id);
        return known != null ? Optional.of(known) : store.find(id).map(this::compile);
    }

    Entry of(PayloadSchema schema) {
        Entry known = compiled.getIfPresent(schema.id());
        return known != null ? known : compile(schema);
    }

    private Entry compile(PayloadSchema schema) {
        SchemaDocument document = SchemaDocument.read(schema.json());
        int bytes = SUBSCHEMA * document.subschemas()
                + INSTRUCTION * document.instructions()
                + CHARACTER * schema.json().length();
        Entry entry = new Entry(schema, CompiledSchema.ofStored(document), bytes);
        compiled.put(schema.id(), entry);
        return entry;
    }

    /**
     * A schema with what it was compiled to.
     *
     * @param schema as it was when it was read: its status may be another by now
     * @param bytes about what both take
     */
    record Entry(PayloadSchema schema, CompiledSchema compiled, int bytes) {}
}
