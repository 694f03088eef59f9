package com.stateset.sequencer.schema;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.stateset.sequencer.spi.schema.PayloadSchema;
import com.stateset.sequencer.spi.schema.PayloadSchemaStore;
import java.util.Optional;
import java.util.UUID;

/**
 * Compiled schemas by their ids, as many as their texts together have {@value #MAX_CHARACTERS} characters. The text under an id never
 * changes, so nothing here grows old; which id is in force is never remembered. Thread-safe.
 */
final class CompiledSchemas {

    private static final long MAX_CHARACTERS = 4L << 20;

    private final PayloadSchemaStore store;
    private final Cache<UUID, Entry> compiled = Caffeine.newBuilder()
            .maximumWeight(MAX_CHARACTERS)
            .weigher((UUID id, Entry entry) -> entry.schema().json().length())
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
        Entry entry = new Entry(schema, CompiledSchema.of(SchemaDocument.read(schema.json())));
        compiled.put(schema.id(), entry);
        return entry;
    }

    /**
     * A schema with what it was compiled to.
     *
     * @param schema as it was when it was read: its status may be another by now
     */
    record Entry(PayloadSchema schema, CompiledSchema compiled) {}
}
