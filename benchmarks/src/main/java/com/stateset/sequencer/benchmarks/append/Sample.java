package com.stateset.sequencer.benchmarks.append;

import java.util.UUID;

/**
 * One event of the workload, as raw material for every subject.
 *
 * @param eventId random
 * @param entityId of an entity of type {@link AppendWorkload#ENTITY_TYPE}
 * @param entityKey 16 random bytes that stand for the entity in the bare tables
 * @param entityVersion which event of its entity this is, from 1
 * @param createdAt RFC 3339
 * @param payload a JSON object
 */
record Sample(UUID eventId, String entityId, UUID entityKey, long entityVersion, String createdAt, String payload) {}
