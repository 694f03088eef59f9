package com.stateset.sequencer.postgres.append;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.postgres.rows.EntityKey;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The {@linkplain EntityKey keys} of the entities of one group, each a hash that is computed once for a plan from memory. Not thread-safe. */
final class EntityKeys {

    private final Map<EntityRef, UUID> known = new HashMap<>();

    UUID of(EntityRef entity) {
        return known.computeIfAbsent(entity, EntityKey::of);
    }
}
