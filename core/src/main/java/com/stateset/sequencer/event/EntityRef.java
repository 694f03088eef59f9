package com.stateset.sequencer.event;

import com.stateset.sequencer.text.Text;
import org.jspecify.annotations.Nullable;

/**
 * Names what an event is about: an entity's type and its id within the stream.
 *
 * @param type 1 to 128 Unicode code points, without U+0000
 * @param id 1 to 512 Unicode code points, without U+0000
 */
public record EntityRef(String type, String id) {

    /** The most code points of a type. */
    public static final int MAX_TYPE_LENGTH = 128;

    /** The most code points of an id. */
    public static final int MAX_ID_LENGTH = 512;

    public EntityRef {
        Text.require("entity_type", type, MAX_TYPE_LENGTH);
        Text.require("entity_id", id, MAX_ID_LENGTH);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EntityRef that && type.equals(that.type) && id.equals(that.id);
    }

    /** Written out, as that of {@link StreamId} is. */
    @Override
    public int hashCode() {
        return 31 * type.hashCode() + id.hashCode();
    }

    /** Returns {@code type/id}. */
    @Override
    public String toString() {
        return type + "/" + id;
    }
}
