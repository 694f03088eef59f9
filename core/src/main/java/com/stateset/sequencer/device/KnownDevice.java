package com.stateset.sequencer.device;

import java.util.Objects;
import java.util.UUID;

/**
 * An installation that has shown itself before. Immutable.
 *
 * @param mark the mark that it is to show next; zeros fit any, since what it was a copy of was left
 * @param copied whether a copy of it has been noticed, and none of them has left since
 */
public record KnownDevice(UUID mark, boolean copied) {

    private static final UUID ANY = new UUID(0, 0);

    public KnownDevice {
        Objects.requireNonNull(mark, "mark");
    }

    /** Whether a sighting is one that was kept already: its answer was lost, and it comes again. */
    public boolean has(DeviceSighting sighting) {
        return mark.equals(sighting.nextMark());
    }

    /** Whether a sighting shows another mark than this one, so that there is a copy, or the store has gone back to an earlier state. */
    public boolean isCopiedBy(DeviceSighting sighting) {
        return !mark.equals(ANY) && !mark.equals(sighting.mark()) && !has(sighting);
    }
}
