package com.stateset.sequencer.history;

import com.stateset.sequencer.encryption.Ciphertext;
import com.stateset.sequencer.error.EventAlteredException;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.LogHashes;

/**
 * Tells whether events of a stream are the ones in its tree, before anything is signed of them: their leaves are recomputed from
 * what they say, payload included, and proved under a head that extends all that was signed. For one call about some events;
 * each tile is read once, at most two for each level of the tree and page of 256 neighbours.
 *
 * <p>Not thread-safe.
 */
public final class LeafCheck {

    private final StreamId stream;
    private final StoredTree tree;

    /**
     * Prepares a check.
     *
     * @param last the largest sequence number that will be asked about
     * @throws com.stateset.sequencer.error.StreamStoppedException if the stream is stopped
     */
    public LeafCheck(HistorySigner signer, StreamId stream, long last) {
        this.stream = stream;
        this.tree = StoredTree.covering(signer, stream, last);
    }

    /**
     * Returns if an event that was read is the one that was sequenced.
     *
     * @throws EventAlteredException if it is not
     */
    public void require(SequencedEvent event) {
        if (!Ciphertext.isIntact(event.event())) {
            throw new EventAlteredException(
                    stream, "event " + event.sequenceNumber() + " is not as it was sequenced: its payload is another");
        }
        require(
                event.sequenceNumber(),
                VesHashes.leaf(
                        stream,
                        event.sequenceNumber(),
                        VesHashes.signing(event.event()),
                        event.event().authorship().signature()));
    }

    /**
     * Returns if the event of this leaf stands at its place.
     *
     * @throws EventAlteredException if it does not
     */
    public void require(long sequenceNumber, Hash leafHash) {
        tree.requireIncluded(sequenceNumber, LogHashes.record(leafHash));
    }
}
