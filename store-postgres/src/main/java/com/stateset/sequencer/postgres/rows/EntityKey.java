package com.stateset.sequencer.postgres.rows;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.merkle.Domain;
import com.stateset.sequencer.merkle.DomainHasher;
import java.util.UUID;

/**
 * A short key for an entity: the first 16 bytes of a hash of its type and id. It keeps the costliest index small, and long
 * enough that no two entities ever share one, not even by design.
 */
public final class EntityKey {

    private static final Domain DOMAIN = Domain.of("SEQUENCER_ENTITY_KEY_V1");
    private static final ThreadLocal<DomainHasher> HASHER = ThreadLocal.withInitial(DomainHasher::new);

    private EntityKey() {}

    public static UUID of(EntityRef entity) {
        return HASHER.get()
                .begin(DOMAIN)
                .string(entity.type())
                .string(entity.id())
                .finishUuid();
    }
}
