package com.stateset.sequencer.aggregate;

import com.stateset.sequencer.event.EntityRef;
import java.util.Objects;

/**
 * That something happens to an entity.
 *
 * @param entity which entity
 * @param value what happens, as the application has it
 */
public record EntityEvent<E>(EntityRef entity, E value) {

    public EntityEvent {
        Objects.requireNonNull(entity, "entity");
        Objects.requireNonNull(value, "value");
    }
}
