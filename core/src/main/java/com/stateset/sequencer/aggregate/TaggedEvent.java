package com.stateset.sequencer.aggregate;

import com.stateset.sequencer.dcb.Tags;
import com.stateset.sequencer.event.EntityRef;
import java.util.Objects;

/**
 * That something happens, to an entity and to all that its tags name.
 *
 * @param entity which entity's history it belongs to
 * @param value what happens, as the application has it
 * @param tags what later decisions find it by
 */
public record TaggedEvent<E>(EntityRef entity, E value, Tags tags) {

    public TaggedEvent {
        Objects.requireNonNull(entity, "entity");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(tags, "tags");
    }

    /** The same, of tags as text. */
    public static <E> TaggedEvent<E> of(EntityRef entity, E value, String... tags) {
        return new TaggedEvent<>(entity, value, Tags.of(tags));
    }
}
