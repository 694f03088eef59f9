package com.stateset.sequencer.schema;

import com.stateset.sequencer.ingest.PayloadRule;
import com.stateset.sequencer.schema.SchemaRefusedException.Reason;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.schema.PayloadSchema;
import com.stateset.sequencer.spi.schema.PayloadSchema.Compatibility;
import com.stateset.sequencer.spi.schema.PayloadSchema.Status;
import com.stateset.sequencer.spi.schema.PayloadSchemaHost;
import com.stateset.sequencer.spi.schema.PayloadSchemaStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The schemas of tenants' payloads, and the rule that demands them of new events. Thread-safe; any number may share a store.
 *
 * <pre>{@code
 * PayloadSchemaRegistry schemas = PayloadSchemaRegistry.of(store).orElseThrow();
 * Sequencer sequencer = Sequencer.builder().store(store).payloadRule(schemas.rule(SchemaMode.ENFORCE)).build();
 * schemas.register(tenantId, "order.placed", "{\"type\":\"object\", …}", Compatibility.BACKWARD, null, null);
 * }</pre>
 *
 * <p><b>Registering.</b> A new version is compared with the active one of the highest version when it is registered; nothing is compared
 * when a status is set or a version deleted. Of two who register for a type at once, the second is compared with what the first has
 * registered: the version's number is taken by one only, and who does not get it begins again.
 *
 * <p><b>What can race.</b> A status set, or a version deleted, while a new one is being compared may leave it compared with one that is no longer in
 * force: the promise was true of the version that it was checked against. How many schemas a tenant has is looked up before one is
 * added, so callers at the same moment may exceed the limit by as many as they are; it is there against filling the store, not
 * to be exact.
 *
 * <p><b>What is remembered.</b> Compiled texts, by id. Which schema is in force is asked of the store each time, so that processes on the same
 * database agree from one batch to the next.
 */
public final class PayloadSchemaRegistry {

    private static final int MAX_SCHEMAS = 1000;
    private static final long MAX_BYTES = 8L << 20;

    private final PayloadSchemaStore store;
    private final CompiledSchemas compiled;

    private PayloadSchemaRegistry(PayloadSchemaStore store) {
        this.store = store;
        this.compiled = new CompiledSchemas(store);
    }

    /** Returns the registry of a store; empty if it keeps no schemas. */
    public static Optional<PayloadSchemaRegistry> of(EventStore store) {
        return store.as(PayloadSchemaHost.class).map(host -> over(host.payloadSchemas()));
    }

    /** Returns a registry that keeps its schemas there. */
    public static PayloadSchemaRegistry over(PayloadSchemaStore store) {
        return new PayloadSchemaRegistry(store);
    }

    /** Returns what demands of new events that they fit the schemas in force. */
    public PayloadRule rule(SchemaMode mode) {
        return mode == SchemaMode.DISABLED ? PayloadRule.NONE : new SchemaRule(store, compiled, mode);
    }

    private static void requireStorable(@Nullable String description) {
        boolean isLong = description != null
                && description.codePointCount(0, description.length()) > PayloadSchema.MAX_DESCRIPTION_LENGTH;
        if (isLong || (description != null && description.indexOf(0) >= 0)) {
            throw new IllegalArgumentException("description has more than " + PayloadSchema.MAX_DESCRIPTION_LENGTH
                    + " characters, or holds the character U+0000");
        }
    }

    /**
     * Registers the next version of a type's schema, which is active. Durable when it returns, and it binds every batch that begins after
     * that.
     *
     * @param json a JSON object of 100 KiB at most, a schema of the draft 2020-12
     * @param compatibility what it promises about the version that is active now
     * @param description for people; null for none
     * @param createdBy who registers it, in words; null if that is not known
     * @throws IllegalArgumentException if the description is too long, or holds U+0000
     * @throws SchemaRefusedException if it is no such schema or breaks its promise, or the tenant has too many
     */
    public PayloadSchema register(
            UUID tenantId,
            String eventType,
            String json,
            Compatibility compatibility,
            @Nullable String description,
            @Nullable String createdBy) {
        requireStorable(description);
        SchemaDocument document = SchemaDocument.read(json);
        CompiledSchema.of(document);
        Instant now = now();
        while (true) {
            int version = store.lastVersion(tenantId, eventType) + 1;
            requireRoom(store.size(tenantId), json);
            if (compatibility != Compatibility.NONE) {
                inForce(tenantId, eventType).ifPresent(active -> requireCompatibility(active, document, compatibility));
            }
            PayloadSchema schema = new PayloadSchema(
                    UUID.randomUUID(),
                    tenantId,
                    eventType,
                    version,
                    json,
                    Status.ACTIVE,
                    compatibility,
                    description,
                    createdBy,
                    now,
                    now);
            if (store.add(schema)) {
                return schema;
            }
        }
    }

    private static void requireRoom(PayloadSchemaStore.Size present, String json) {
        long bytes = present.bytes() + json.getBytes(StandardCharsets.UTF_8).length;
        if (present.schemas() >= MAX_SCHEMAS || bytes > MAX_BYTES) {
            throw new SchemaRefusedException(
                    Reason.TOO_MANY,
                    "the tenant would have more than " + MAX_SCHEMAS + " schemas, or more than " + MAX_BYTES
                            + " bytes of them; delete some");
        }
    }

    private static void requireCompatibility(PayloadSchema active, SchemaDocument next, Compatibility compatibility) {
        SchemaDocument before = SchemaDocument.read(active.json());
        int version = active.version();
        if (compatibility != Compatibility.FORWARD) {
            SchemaContainment.problem(before, next).ifPresent(problem -> {
                throw incompatible("it is not sure that every payload of version " + version
                        + " fits the new schema (backward): " + problem);
            });
        }
        if (compatibility != Compatibility.BACKWARD) {
            SchemaContainment.problem(next, before).ifPresent(problem -> {
                throw incompatible("it is not sure that every payload of the new schema fits version " + version
                        + " (forward): " + problem);
            });
        }
    }

    private static SchemaRefusedException incompatible(String message) {
        return new SchemaRefusedException(Reason.INCOMPATIBLE, message);
    }

    /** Finds a schema. */
    public Optional<PayloadSchema> find(UUID id) {
        return store.find(id);
    }

    /** Finds a version of a type's schema. */
    public Optional<PayloadSchema> find(UUID tenantId, String eventType, int version) {
        return store.find(tenantId, eventType, version);
    }

    /** Returns a tenant's schemas by type, then by version: up to 8 MiB of texts. */
    public List<PayloadSchema> ofTenant(UUID tenantId) {
        return store.ofTenant(tenantId);
    }

    /** Returns a type's schemas by version: up to 8 MiB of texts. */
    public List<PayloadSchema> ofType(UUID tenantId, String eventType) {
        return store.ofType(tenantId, eventType);
    }

    /** Returns how many and how large a tenant's schemas are; reads no texts. */
    public PayloadSchemaStore.Size size(UUID tenantId) {
        return store.size(tenantId);
    }

    /** Returns the schema that new events of a type are held against. */
    public Optional<PayloadSchema> inForce(UUID tenantId, String eventType) {
        return Optional.ofNullable(store.active(tenantId, Set.of(eventType)).get(eventType))
                .flatMap(store::find);
    }

    /** Sets whether a schema is in force; empty if there is none of that id. Compares nothing. */
    public Optional<PayloadSchema> changeStatus(UUID id, Status status) {
        return store.changeStatus(id, status, now());
    }

    /** Deletes a schema; its version is never given again. Returns whether there was one. */
    public boolean delete(UUID id) {
        return store.delete(id, now());
    }

    /**
     * Returns where a payload does not fit a schema; empty if it does.
     *
     * @param payload a JSON text
     * @throws IllegalArgumentException if it is no JSON
     */
    public List<SchemaViolation> violations(PayloadSchema schema, byte[] payload) {
        return compiled.of(schema).compiled().violations(SchemaDocument.parse(payload));
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
