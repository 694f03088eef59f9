package com.stateset.sequencer.spi.seal;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.merkle.Domain;
import com.stateset.sequencer.merkle.DomainHasher;
import com.stateset.sequencer.merkle.Hash;
import java.util.Objects;

/**
 * A key that some payloads of one entity are sealed with, as it is stored. An entity may have several: each process makes its own.
 *
 * @param name whose it is, and which
 * @param wrapped the key, sealed with one of its tenant's: an envelope
 */
public record DataKey(Name name, Payload.Encrypted wrapped) {

    public DataKey {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(wrapped, "wrapped");
    }

    /**
     * Names a key within a stream.
     *
     * @param entity a hash of the entity whose it is: see {@link #entity}
     * @param id 16 hex digits, of its secret
     */
    public record Name(Hash entity, String id) {

        private static final Domain ENTITY = Domain.of("VES_DATA_KEY_ENTITY_V1");

        public Name {
            Objects.requireNonNull(entity, "entity");
            Objects.requireNonNull(id, "id");
        }

        /** Returns the name of a key of an entity. */
        public static Name of(EntityRef entity, String id) {
            return new Name(entity(entity), id);
        }

        /** What stores know an entity by whose keys they keep: {@code H("VES_DATA_KEY_ENTITY_V1" || STR(type) || STR(id))}. */
        public static Hash entity(EntityRef entity) {
            return new DomainHasher()
                    .begin(ENTITY)
                    .string(entity.type())
                    .string(entity.id())
                    .finish();
        }
    }
}
