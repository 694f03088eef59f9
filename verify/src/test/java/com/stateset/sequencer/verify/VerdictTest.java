package com.stateset.sequencer.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.StateRoot;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TileId;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.spi.StoredCommitment;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static final Hash OTHER = Hash.parse("11".repeat(Hash.LENGTH));
    private static final CanonicalJson OTHER_PAYLOAD = CanonicalJson.parse("{\"total\":0}");

    private WrittenHistory history;

    @BeforeEach
    void writeHistory() {
        history = WrittenHistory.withTiles().append(600, true).commit(300).commit(590);
    }

    @Test
    void an_altered_payload() {
        history.alter(
                17,
                row -> withLeaf(
                        ChangedEvents.with(
                                row.event(),
                                Payload.clear(OTHER_PAYLOAD),
                                row.event().payloadHashes()),
                        row));

        assertDamaged(17, "event 17: its payload is not the one that was hashed");
    }

    @Test
    void altered_hashes_of_a_payload() {
        PayloadHashes right = history.events.get(16).event().payloadHashes();
        history.alter(
                17,
                row -> withLeaf(
                        ChangedEvents.with(
                                row.event(),
                                row.event().payload(),
                                new PayloadHashes(OTHER, right.plainHash(), Hash.ZERO)),
                        row));
        history.alter(
                16,
                row -> withLeaf(
                        ChangedEvents.with(
                                row.event(),
                                row.event().payload(),
                                new PayloadHashes(row.event().payloadHashes().payloadHash(), OTHER, Hash.ZERO)),
                        row));

        assertDamaged(16, "event 16: its payload_plain_hash is not that of its payload");
    }

    @Test
    void an_altered_field_of_an_unsigned_and_of_a_signed_event() {
        history.alter(500, row -> withLeaf(ChangedEvents.withType(row.event(), "order.lost"), row));
        assertDamaged(500, "event 500: its content at this place is not what its stored leaf hash was made of");

        history.alter(18, row -> withLeaf(ChangedEvents.withType(row.event(), "order.lost"), row));
        assertDamaged(18, "event 18: its content or its signature is not what the agent signed");
    }

    @Test
    void an_altered_leaf() {
        history.alter(18, row -> withLeaf(row.event(), row, OTHER));

        assertDamaged(18, "event 18: its stored leaf hash is not that of its content at this place");
    }

    @Test
    void a_forged_signature() {
        history.forge(
                18,
                event -> ChangedEvents.with(
                        event, new Authorship.Signed(1, Ed25519Signature.of(new byte[Ed25519Signature.LENGTH]))));

        assertDamaged(18, "event 18: its signature is not that of its agent's key 1");
    }

    @Test
    void an_unregistered_key() {
        history.agentKeys.clear();

        assertDamaged(
                3,
                "event 3: it is signed with key 1 of agent " + WrittenHistory.AGENT.agentId()
                        + ", which is not registered");
    }

    @Test
    void rows_that_changed_places_with_and_without_their_leaves() {
        SequencedEvent first = history.events.get(19);
        SequencedEvent second = history.events.get(24);
        history.alter(20, row -> withLeaf(second.event(), row));
        history.alter(25, row -> withLeaf(first.event(), row));
        assertDamaged(20, "event 20: it is out of order: it was sequenced as event 25");

        history.alter(20, row -> withLeaf(second.event(), row, second.leafHash()));
        history.alter(25, row -> withLeaf(first.event(), row, first.leafHash()));
        assertDamaged(20, "event 20: it is out of order: it was sequenced as event 25");
    }

    @Test
    void missing_doubled_and_unsorted_rows() {
        SequencedEvent removed = history.events.remove(399);
        assertDamaged(400, "event 400: it is missing");

        history.events.add(399, history.events.get(398));
        assertDamaged(400, "event 400: event 399 stands in its place, once more");

        history.events.set(399, removed);
        Collections.swap(history.events, 399, 400);
        assertDamaged(400, "event 400: it is missing");
    }

    @Test
    void the_last_rows_that_are_missing() {
        history.events.remove(599);
        assertDamaged(600, "event 600: it is missing");

        history.events.subList(589, 599).clear();
        history.head = 589;
        assertDamaged(590, "event 590: it is missing");
    }

    @Test
    void a_row_that_cannot_be_read() {
        history.alter(333, row -> withLeaf(ChangedEvents.withType(row.event(), "unreadable"), row));

        assertDamaged(333, "event 333: it cannot be read: its bytes make no sense");
    }

    @Test
    void an_event_that_was_forged_together_with_its_leaf() {
        history.forge(
                400, event -> ChangedEvents.with(event, Payload.clear(OTHER_PAYLOAD), PayloadHashes.of(OTHER_PAYLOAD)));

        assertDamaged(400, "event 400: it is not the event that was committed to");
    }

    @Test
    void a_tile_of_the_leaves_and_one_above_them() {
        TileId leaves = new TileId(0, 1);
        alterTile(301, leaves);
        assertDamaged(
                557, "event 557: the stored tree of the commitment of 301..590 holds another leaf for it, in tile 0/1");

        history.tiles.get(301L).remove(leaves);
        assertDamaged(null, "the commitment of 301..590: its stored tile 0/1 is missing");

        alterTile(1, new TileId(1, 0));
        assertDamaged(null, "the commitment of 1..300: its stored tile 1/0 is not that of its events");
    }

    @Test
    void an_altered_root() {
        history.alterCommitment(
                1, commitment -> with(commitment, OTHER, commitment.prevStateRoot(), commitment.newStateRoot()));

        assertDamaged(null, "the commitment of 301..590: its Merkle root is not that of its events");
    }

    @Test
    void altered_links() {
        StoredCommitment second = history.commitments.get(1);
        history.alterCommitment(
                1, commitment -> with(commitment, commitment.merkleRoot(), commitment.prevStateRoot(), OTHER));
        assertDamaged(null, "the commitment of 301..590: the state root after 301..590 is " + second.newStateRoot());

        Hash forged = StateRoot.of(history.streamId(), OTHER, second.merkleRoot(), 301, 590);
        history.alterCommitment(1, commitment -> with(commitment, second.merkleRoot(), OTHER, forged));
        assertDamaged(null, "the commitment of 301..590: the state root before 301 is ");

        history.alterCommitment(0, commitment -> with(commitment, commitment.merkleRoot(), OTHER, OTHER));
        assertDamaged(
                null, "the commitment of 1..300: a commitment from 1 on cannot have the previous state root 1111");

        history.alterCommitment(0, commitment -> with(commitment, commitment.merkleRoot(), Hash.ZERO, null));
        assertDamaged(null, "the commitment of 1..300: it has no state root, which can be filled in");
    }

    @Test
    void signatures_of_commitments() {
        history.sequencerKeys.put(2, WrittenHistory.AGENT.key().publicKey());
        history.sequencerKeys.remove(1);
        history.checkpoint = history.checkpoint(history.edge.head(), WrittenHistory.AGENT.key());
        assertDamaged(1, "event 1: its receipt is of the sequencer's key 1, which is not known");

        history.sequencerKeys.put(1, WrittenHistory.AGENT.key().publicKey());
        history.alterCommitment(0, commitment -> signed(commitment, 3, commitment.signature()));
        assertDamaged(null, "the commitment of 1..300: it is signed with the sequencer's key 3, which is not known");

        history.alterCommitment(0, commitment -> signed(commitment, 1, commitment.signature()));
        assertDamaged(null, "the commitment of 1..300: its signature is not that of the sequencer's key 1");

        history.alterCommitment(0, commitment -> signed(commitment, null));
        assertDamaged(null, "the commitment of 1..300: its signature with the sequencer's key 1 is missing");
    }

    @Test
    void ranges_that_are_no_chain() {
        StoredCommitment second = history.commitments.remove(1);
        history.commitments.add(ranged(second, 302, 590));
        assertDamaged(
                null, "the commitment of 301 and the events behind it is missing: the chain goes on with 302..590");

        history.commitments.set(1, ranged(second, 300, 590));
        assertDamaged(null, "the commitment of 300..590: it overlaps the one before it, which ends at 300");

        history.commitments.set(1, ranged(second, 301, 601));
        assertDamaged(null, "the commitment of 301..601: its stored tile 0/1 has 34 hashes, not 45");

        history.commitments.set(1, ranged(second, 301, 300));
        assertDamaged(null, "the commitment of 301..300: no commitment can cover this range");

        history.commitments.set(1, ranged(second, 301, 590));
        history.commitments.remove(0);
        assertDamaged(null, "the commitment of 1 and the events behind it is missing");
    }

    @Test
    void a_commitment_that_claims_that_all_is_signed() {
        history.alterCommitment(
                0,
                commitment -> new StoredCommitment(
                        commitment.batchId(),
                        commitment.stream(),
                        1,
                        commitment.sequenceStart(),
                        commitment.sequenceEnd(),
                        commitment.merkleRoot(),
                        commitment.prevStateRoot(),
                        commitment.newStateRoot(),
                        commitment.committedAt(),
                        commitment.sequencerKeyVersion(),
                        commitment.signature()));

        assertDamaged(null, "the commitment of 1..300: its ves_version is 1, but not all its events are signed");
    }

    @Test
    void the_first_of_several_is_named_whatever_they_are() {
        history.forge(280, event -> ChangedEvents.withType(event, "order.lost"));
        history.alter(281, row -> withLeaf(ChangedEvents.withType(row.event(), "order.lost"), row));
        history.alterCommitment(0, commitment -> signed(commitment, null));

        assertDamaged(280, "event 280: ");
    }

    private void assertDamaged(@Nullable Integer number, String what) {
        Verdict verdict = StreamAudit.of(history, SignatureVerifier.bouncyCastle(), AuditProgress.NONE);

        assertThat(verdict).isInstanceOf(Verdict.Damaged.class);
        Verdict.Damaged damaged = (Verdict.Damaged) verdict;
        assertThat(damaged.what()).startsWith(what);
        assertThat(damaged.sequenceNumber()).isEqualTo(number == null ? null : number.longValue());
    }

    private void alterTile(long start, TileId id) {
        byte[] hashes = Objects.requireNonNull(history.tiles.get(start).get(id)).toByteArray();
        hashes[0] ^= 1;
        history.tiles.get(start).put(id, Tile.of(id, hashes));
    }

    private static SequencedEvent withLeaf(Event event, SequencedEvent row) {
        return withLeaf(event, row, row.leafHash());
    }

    private static SequencedEvent withLeaf(Event event, SequencedEvent row, Hash leaf) {
        return new SequencedEvent(event, row.sequenceNumber(), row.sequencedAt(), 1, leaf, 1);
    }

    private static StoredCommitment with(StoredCommitment of, Hash root, @Nullable Hash before, @Nullable Hash after) {
        Ed25519Signature signature =
                after == null ? of.signature() : WrittenHistory.SEQUENCER_KEY.sign(Commitment.signedHash(after));
        return new StoredCommitment(
                UUID.randomUUID(),
                of.stream(),
                of.vesVersion(),
                of.sequenceStart(),
                of.sequenceEnd(),
                root,
                before,
                after,
                of.committedAt(),
                of.sequencerKeyVersion(),
                signature);
    }

    private static StoredCommitment signed(StoredCommitment of, @Nullable Ed25519Signature signature) {
        return signed(of, of.sequencerKeyVersion(), signature);
    }

    private static StoredCommitment signed(StoredCommitment of, int keyVersion, @Nullable Ed25519Signature signature) {
        return new StoredCommitment(
                of.batchId(),
                of.stream(),
                of.vesVersion(),
                of.sequenceStart(),
                of.sequenceEnd(),
                of.merkleRoot(),
                of.prevStateRoot(),
                of.newStateRoot(),
                of.committedAt(),
                keyVersion,
                signature);
    }

    private StoredCommitment ranged(StoredCommitment of, long start, long end) {
        history.tiles.putIfAbsent(start, history.tiles.getOrDefault(of.sequenceStart(), Map.of()));
        return new StoredCommitment(
                of.batchId(),
                of.stream(),
                of.vesVersion(),
                start,
                end,
                of.merkleRoot(),
                of.prevStateRoot(),
                of.newStateRoot(),
                of.committedAt(),
                of.sequencerKeyVersion(),
                of.signature());
    }
}
