package com.stateset.sequencer.cli;

import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.MerkleTree;
import com.stateset.sequencer.merkle.StateRoot;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.StoredCommitment;
import com.stateset.sequencer.tlog.CompactRange;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What one can do who has the database and no key: alters event 5, which no agent has signed, and recomputes everything that follows:
 * hashes, leaf, tiles, Merkle roots, state roots, the history's right edge and root. Signatures cannot be recomputed, so they go.
 */
final class Forgery {

    private static final CanonicalJson PAYLOAD = CanonicalJson.parse("{\"total\":0}");
    private static final int ALTERED = 5;

    private final AlterableLog log;

    private Forgery(AlterableLog log) {
        this.log = log;
    }

    static void of(AlterableLog log) throws SQLException {
        new Forgery(log).write();
    }

    private void write() throws SQLException {
        List<Hash> leaves = new ArrayList<>();
        List<StoredCommitment> commitments;
        try (EventStore store = log.open()) {
            for (SequencedEvent event :
                    store.read(AlterableLog.STREAM, ReadOptions.forwardsFrom(1)).events()) {
                leaves.add(event.sequenceNumber() == ALTERED ? forge(event) : event.leafHash());
            }
            commitments = store.commitments().oldestFirst(AlterableLog.STREAM, 0, 10);
        }
        Hash before = Hash.ZERO;
        for (StoredCommitment commitment : commitments) {
            List<Hash> range = leaves.subList((int) commitment.sequenceStart() - 1, (int) commitment.sequenceEnd());
            before = forge(commitment, range, before);
        }
        CompactRange edge = CompactRange.EMPTY.appendEntries(leaves);
        log.alter("update {heads} set right_edge = " + x(HexFormat.of().formatHex(edge.toByteArray()))
                + ", tree_root = " + x(edge.root().toHex()));
    }

    private Hash forge(SequencedEvent row) throws SQLException {
        Event old = row.event();
        PayloadHashes hashes = PayloadHashes.of(PAYLOAD);
        Event forged = old.with(Payload.clear(PAYLOAD), hashes, old.authorship());
        Hash leaf = VesHashes.leaf(
                old.stream(),
                ALTERED,
                VesHashes.signing(forged),
                old.authorship().signature());
        log.alter("update {events} set payload = {payload}, payload_hash = "
                + x(hashes.payloadHash().toHex())
                + ", payload_plain_hash = " + x(hashes.plainHash().toHex()) + ", leaf_hash = " + x(leaf.toHex())
                + " where sequence_number = " + ALTERED);
        return leaf;
    }

    private Hash forge(StoredCommitment commitment, List<Hash> range, Hash before) throws SQLException {
        Hash root = MerkleTree.of(range).root();
        Hash after = StateRoot.of(
                VesHashes.stream(AlterableLog.STREAM),
                before,
                root,
                commitment.sequenceStart(),
                commitment.sequenceEnd());
        log.alter(
                "update {commitments} set merkle_root = " + x(root.toHex()) + ", prev_state_root = " + x(before.toHex())
                        + ", new_state_root = " + x(after.toHex()) + ", signature = null, sequencer_key_version = 0"
                        + " where sequence_start = " + commitment.sequenceStart()
                        + "; update {tiles} set hashes = "
                        + x(range.stream().map(Hash::toHex).collect(Collectors.joining()))
                        + " where sequence_start = " + commitment.sequenceStart());
        return after;
    }

    private static String x(String hex) {
        return "{x:" + hex + "}";
    }
}
