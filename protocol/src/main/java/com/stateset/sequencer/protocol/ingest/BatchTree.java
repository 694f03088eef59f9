package com.stateset.sequencer.protocol.ingest;

import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.protocol.history.WireInclusion;
import com.stateset.sequencer.protocol.history.WireTreeHead;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an answer says of the stream's tree.
 *
 * @param head the head of a tree that holds all events of the batch; null if it was not asked for
 * @param inclusions where its events stand in that tree, by sequence number; empty if that was not asked for
 */
public record BatchTree(@Nullable WireTreeHead head, Map<Long, WireInclusion> inclusions) {

    /** Nothing was asked for. */
    public static final BatchTree NONE = new BatchTree(null, Map.of());

    /** Copies the map. */
    public BatchTree {
        inclusions = Map.copyOf(inclusions);
    }

    @Nullable WireInclusion inclusion(Outcome outcome) {
        return outcome instanceof Outcome.Stored stored ? inclusion(stored.sequenceNumber()) : null;
    }

    @Nullable WireInclusion inclusion(long sequenceNumber) {
        return inclusions.get(sequenceNumber);
    }
}
