package com.stateset.sequencer.verify;

import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import org.jspecify.annotations.Nullable;

/**
 * An event with its leaf made anew. It carries its problem instead of throwing it: a page is checked on all cores, and the first problem
 * of the stream, not the first one found, must be reported.
 *
 * @param sequenced the event
 * @param signingHash what its author signed, made anew
 * @param leaf its leaf, made anew
 * @param problem what is wrong with it; null for nothing
 */
record CheckedEvent(
        SequencedEvent sequenced,
        Hash signingHash,
        Hash leaf,
        @Nullable String problem) {

    long sequenceNumber() {
        return sequenced.sequenceNumber();
    }

    boolean isSigned() {
        return sequenced.event().authorship() instanceof Authorship.Signed;
    }

    /** The leaf that this event would have at another place: it tells an event that was moved from one that was altered. */
    Hash leafAt(long place) {
        return VesHashes.leaf(
                sequenced.event().stream(),
                place,
                signingHash,
                sequenced.event().authorship().signature());
    }
}
