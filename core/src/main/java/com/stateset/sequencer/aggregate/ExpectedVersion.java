package com.stateset.sequencer.aggregate;

import java.util.OptionalLong;

/**
 * The version that an entity must be at for events to be appended to it. Immutable.
 *
 * @param version how many events it must have; empty for any number
 */
public record ExpectedVersion(OptionalLong version) {

    private static final ExpectedVersion ANY = new ExpectedVersion(OptionalLong.empty());
    private static final ExpectedVersion NO_STREAM = new ExpectedVersion(OptionalLong.of(0));

    public ExpectedVersion {
        if (version.orElse(0) < 0) {
            throw new IllegalArgumentException("version " + version.getAsLong() + " is negative");
        }
    }

    /** The entity has exactly so many events, 0 or more: what it was {@linkplain com.stateset.sequencer.replay.Loaded loaded} at. */
    public static ExpectedVersion of(long version) {
        return new ExpectedVersion(OptionalLong.of(version));
    }

    /** The entity has no event yet. */
    public static ExpectedVersion noStream() {
        return NO_STREAM;
    }

    /** Whatever the entity has. */
    public static ExpectedVersion any() {
        return ANY;
    }
}
