package com.stateset.sequencer.spi;

import com.stateset.sequencer.tlog.HeadsLogEntry;
import java.util.Objects;

/**
 * A break of a stream's history as it stands in the heads log.
 *
 * @param index which entry, from 0
 * @param entry what it says
 */
public record EnteredBreak(long index, HeadsLogEntry entry) {

    public EnteredBreak {
        Objects.requireNonNull(entry, "entry");
    }
}
