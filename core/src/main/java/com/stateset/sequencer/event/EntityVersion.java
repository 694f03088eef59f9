package com.stateset.sequencer.event;

import java.util.Objects;

/**
 * An entity at one of its versions.
 *
 * @param entity which entity
 * @param version how many events it has, 0 or more
 */
public record EntityVersion(EntityRef entity, long version) {

    public EntityVersion {
        Objects.requireNonNull(entity, "entity");
        if (version < 0) {
            throw new IllegalArgumentException("version " + version + " of " + entity + " is negative");
        }
    }
}
