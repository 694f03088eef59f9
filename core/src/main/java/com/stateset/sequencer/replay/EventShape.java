package com.stateset.sequencer.replay;

import java.util.Objects;

/**
 * What a payload looks like.
 *
 * @param eventType the type, without a version
 * @param version the version of the payload's schema, from 1
 */
public record EventShape(String eventType, int version) {

    public EventShape {
        Objects.requireNonNull(eventType, "eventType");
        if (version < 1) {
            throw new IllegalArgumentException("schema version " + version + " is below 1");
        }
    }

    /** Returns {@code type version n}. */
    @Override
    public String toString() {
        return eventType + " version " + version;
    }
}
