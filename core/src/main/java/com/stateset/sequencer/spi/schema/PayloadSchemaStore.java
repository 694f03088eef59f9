package com.stateset.sequencer.spi.schema;

import com.stateset.sequencer.spi.schema.PayloadSchema.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Keeps schemas of payloads. Thread-safe. Throws what {@code EventStore} throws.
 *
 * <p><b>What must hold when.</b> What {@link #add}, {@link #changeStatus} and {@link #delete} did is durable when they return, and binds
 * every {@link #active} that begins after that, in this process and in every other on the same database. So a store answers from what is
 * committed, of the primary where there are replicas, and remembers nothing between two calls. The text under an id never changes: that
 * is what callers may remember.
 */
public interface PayloadSchemaStore {

    /**
     * Adds a schema.
     *
     * @return false, and nothing is stored, if the tenant's type has had a schema of that version
     */
    boolean add(PayloadSchema schema);

    /** Returns the highest version that a type has had, the deleted included; 0 for none. */
    int lastVersion(UUID tenantId, String eventType);

    /** Finds a schema, unless it was deleted. */
    Optional<PayloadSchema> find(UUID id);

    /** Finds a version of a type's schema, unless it was deleted. */
    Optional<PayloadSchema> find(UUID tenantId, String eventType, int version);

    /** Returns a tenant's schemas by type, then by version. They may be large together: see {@link #size}. */
    List<PayloadSchema> ofTenant(UUID tenantId);

    /** Returns a type's schemas by version. */
    List<PayloadSchema> ofType(UUID tenantId, String eventType);

    /** Returns how many and how large a tenant's schemas are, without reading their texts into memory. */
    Size size(UUID tenantId);

    /**
     * Returns the ids of the schemas that payloads of some types are held against: of each type the active one of the highest version.
     *
     * @return the ids by type; types without an active schema are left out
     */
    Map<String, UUID> active(UUID tenantId, Set<String> eventTypes);

    /** Sets whether a schema is in force; empty if there is none of that id. */
    Optional<PayloadSchema> changeStatus(UUID id, Status status, Instant now);

    /**
     * Deletes a schema. Its version is never given again.
     *
     * @return whether there was one
     */
    boolean delete(UUID id, Instant now);

    /**
     * How many schemas there are.
     *
     * @param bytes of their texts together, in UTF-8
     */
    record Size(int schemas, long bytes) {}
}
