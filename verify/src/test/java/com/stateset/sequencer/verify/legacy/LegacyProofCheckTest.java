package com.stateset.sequencer.verify.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.verify.legacy.LegacyProofCheck.Findings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Proofs as the original makes them, from {@link OriginalTree}, which shares no code with what is tested. */
class LegacyProofCheckTest {

    private static final UUID BATCH = UUID.fromString("bbbbbbbb-0000-0000-0000-000000000001");

    @Test
    void each_leaf_of_each_small_tree_is_proved() {
        for (int count = 1; count <= 70; count++) {
            OriginalTree tree = OriginalTree.of(count);
            for (int index = 0; index < count; index++) {
                LegacyProof proof = proof(tree, index);

                assertThat(check(proof, null, null, null).checked()).hasSize(1);
                assertThat(check(proof, event(index), commitment(tree), hash(tree.root()))
                                .checked())
                        .as("index %s of %s", index, count)
                        .hasSize(6);
            }
        }
    }

    @Test
    void three_leaves_have_the_hashes_worked_out_elsewhere() {
        LegacyProof proof = proof(OriginalTree.of(3), 2);

        assertThat(proof.leafHash()).hasToString("338d03987f778d2dc18051b7d9df5bb03322d30a231e9c6512cf0ad56805d92f");
        assertThat(proof.eventsRoot()).hasToString("b688ecb00c1a4759b0f0e5f54d7e3303158178c8ea6b76686ac88905d0286e1b");
        assertThat(LegacyTree.leaf(event(2))).isEqualTo(proof.leafHash());
    }

    @Test
    void an_altered_hash_leads_elsewhere() {
        OriginalTree tree = OriginalTree.of(13);
        for (int index = 0; index < 13; index++) {
            LegacyProof proof = proof(tree, index);
            refused(
                    with(proof, hash(tree.root()), altered(proof.leafHash()), proof.proofPath()),
                    "the path leads to root ");
            refused(
                    with(proof, altered(proof.eventsRoot()), proof.leafHash(), proof.proofPath()),
                    "the path leads to root ");
            for (int at = 0; at < proof.proofPath().size(); at++) {
                List<Hash> path = new ArrayList<>(proof.proofPath());
                path.set(at, altered(path.get(at)));
                refused(with(proof, proof.eventsRoot(), proof.leafHash(), path), "the path leads to root ");
            }
        }
    }

    @Test
    void a_path_of_the_wrong_length_or_index_is_refused() {
        LegacyProof proof = proof(OriginalTree.of(8), 7);
        refused(at(proof, 7, proof.proofPath().subList(0, 2)), "a path of 2 hashes does not come from index 7");
        refused(at(proof, -1, proof.proofPath()), "a path of 3 hashes does not come from index -1");
        refused(at(proof, 6, proof.proofPath()), "the path leads to root ");
        refused(
                at(proof, 0, Collections.nCopies(64, proof.leafHash())),
                "a path of 64 hashes does not come from index 0");
    }

    @Test
    void the_commitment_shows_the_position() {
        OriginalTree tree = OriginalTree.of(8);
        LegacyProof proof = proof(tree, 3);

        assertThat(check(proof, null, null, null).notChecked())
                .contains("the position in the tree: how many leaves it has is not known without the commitment");
        assertThat(check(proof, null, commitment(tree), null).checked())
                .contains("it is the path from index 3 in a tree of 8 leaves");
        refused(
                proof,
                null,
                commitment(tree, 7, 15),
                "the path from index 3 in a tree of 9 leaves has 4 hashes, not 3");
        refused(proof, null, commitment(tree, 7, 9), "a tree of 3 leaves has no leaf at index 3");
        refused(proof, null, commitment(tree, 8, 15), "event 10 is not at index 3 of events 8 to 15");
        refused(proof, null, commitment(OriginalTree.of(9)), "the commitment's events root is ");
        refused(
                proof,
                null,
                new LegacyCommitment(
                        new UUID(1, 1), OriginalTree.TENANT, OriginalTree.STORE, proof.eventsRoot(), 7, 14),
                "the proof is of commitment " + BATCH + ", not of 00000000-0000-0001-0000-000000000001");
    }

    @Test
    void the_event_shows_what_the_leaf_is_of() {
        LegacyProof proof = proof(OriginalTree.of(5), 4);

        assertThat(check(proof, null, null, null).notChecked())
                .contains("which event it is, and that the leaf is one: an inner node would pass for it");
        assertThat(check(proof, event(4), null, null).checked())
                .contains("it is the leaf of event 11 of store " + OriginalTree.STORE + " of tenant "
                        + OriginalTree.TENANT + ", about order größe-11");
        refused(proof, event(3), null, "the proof is of event 11, not of 10");
        refused(
                proof,
                parse(json(11, "größe-11", OriginalTree.payload(12), 11)),
                null,
                "the event's payload does not have");
        refused(proof, parse(json(11, "größe-12", OriginalTree.payload(11), 11)), null, "the event's leaf is ");
    }

    @Test
    void an_inner_node_passes_for_a_leaf_without_the_event() {
        OriginalTree tree = OriginalTree.of(4);
        LegacyProof leaf = proof(tree, 0);
        Hash node = hash(OriginalTree.sha256(tree.leaves().get(0), tree.leaves().get(1)));
        LegacyProof forged = new LegacyProof(
                7L, null, leaf.eventsRoot(), node, 0, null, leaf.proofPath().subList(1, 2));

        assertThat(check(forged, null, null, null).checked()).hasSize(1);
        refused(forged, event(0), null, "the event's leaf is ");
        refused(forged, null, commitment(tree), "the path from index 0 in a tree of 4 leaves has 2 hashes, not 1");
    }

    @Test
    void leaves_of_the_first_versions_are_payload_hashes() {
        LegacyProof proof = proof(OriginalTree.ofPayloadHashes(5), 1);
        Findings findings = check(proof, event(1), null, null);

        assertThat(findings.checked())
                .contains("the leaf is the payload's hash, as the first versions of the original made it");
        assertThat(findings.notChecked())
                .contains("the event's tenant, store, number and entity: a leaf of this kind covers none of them")
                .noneMatch(what -> what.startsWith("that the leaf is one"));
        assertThat(check(proof, withoutPayload(1), null, null).notChecked())
                .contains("that the leaf is one: an inner node would pass for the hash of a payload");
    }

    @Test
    void a_root_from_elsewhere_is_the_one_it_must_be() {
        LegacyProof proof = proof(OriginalTree.of(2), 0);

        assertThat(check(proof, null, null, proof.eventsRoot()).checked())
                .contains("it is the root that is known from elsewhere");
        assertThat(check(proof, null, null, null).notChecked())
                .anyMatch(what -> what.startsWith("the root: it is the proof's own"));
        assertThatThrownBy(() -> check(proof, null, null, Hash.ZERO))
                .isInstanceOf(VerificationException.class)
                .hasMessageStartingWith("the known root is 0000");
    }

    @Test
    void what_nothing_signs_is_always_named() {
        OriginalTree tree = OriginalTree.of(2);

        assertThat(check(proof(tree, 0), event(0), commitment(tree), hash(tree.root()))
                        .notChecked())
                .extracting(what -> what.substring(0, what.indexOf(':')))
                .containsExactly(
                        "that the commitment's id, stream and range belong to this root",
                        "that the tree has 2 leaves",
                        "who made the root",
                        "the other commitments",
                        "the event's id, type, command, base version, agent and time");
    }

    @Test
    void numbers_in_payloads_may_stand_as_they_were_sent() {
        String payload = "{\"price\": 10.0}";
        String hash =
                HexFormat.of().formatHex(OriginalTree.sha256("{\"price\":10.0}".getBytes(StandardCharsets.UTF_8)));

        assertThat(parse(json(7, "o", payload, hash)).payloadFits()).isTrue();
        assertThat(parse(json(7, "o", "{\"price\": 10.5}", hash)).payloadFits()).isFalse();
        assertThatThrownBy(() -> parse(json(7, "o", "{\"a\":1,\"a\":2}", hash)).payloadFits())
                .isInstanceOf(InvalidMessageException.class);
    }

    @Test
    void a_commitment_is_read_in_both_of_its_forms() {
        OriginalTree tree = OriginalTree.of(3);
        String ids = "{\"batch_id\":\"" + BATCH + "\",\"tenant_id\":\"" + OriginalTree.TENANT + "\",\"store_id\":\""
                + OriginalTree.STORE + "\",\"event_count\":%d,\"events_root\":%s,%s}";
        String numbers = IntStream.range(0, 32)
                .mapToObj(i -> Integer.toString(tree.root()[i] & 0xff))
                .collect(Collectors.joining(",", "[", "]"));
        String hex = "\"" + hash(tree.root()) + "\"";

        assertThat(commitment(ids.formatted(3, hex, "\"sequence_start\":7,\"sequence_end\":9")))
                .isEqualTo(commitment(ids.formatted(3, numbers, "\"sequence_range\":[7,9]")))
                .isEqualTo(commitment(tree));
        refusedCommitment(ids.formatted(4, hex, "\"sequence_range\":[7,9]"), "$.event_count: is not the number");
        refusedCommitment(ids.formatted(3, hex, "\"sequence_range\":[9,7]"), "$: the commitment is of events 9 to 7");
        refusedCommitment(ids.formatted(3, hex, "\"sequence_end\":9"), "$.sequence_start: is missing");
        refusedCommitment(ids.formatted(3, "[1,2]", "\"sequence_range\":[7,9]"), "$.events_root: is neither");
        refusedCommitment(
                ids.formatted(3, numbers.replaceFirst("\\d+", "256"), "\"sequence_range\":[7,9]"),
                "$.events_root: has a number that is no byte");
        refusedCommitment(
                ids.formatted(3, numbers.replaceFirst("\\d+", "4294967296"), "\"sequence_range\":[7,9]"),
                "$.events_root: has a number that is no byte");
    }

    @Test
    void a_commitment_that_contradicts_itself_is_refused() {
        String form = "{\"batch_id\":\"" + BATCH + "\",\"tenant_id\":\"" + BATCH + "\",\"store_id\":\"" + BATCH
                + "\",\"event_count\":3,\"events_root\":\"" + Hash.ZERO + "\",%s}";

        assertThat(commitment(form.formatted("\"sequence_start\":7,\"sequence_end\":9,\"sequence_range\":[7,9]"))
                        .leafCount())
                .isEqualTo(3);
        refusedCommitment(
                form.formatted("\"sequence_start\":6,\"sequence_end\":8,\"sequence_range\":[7,9]"),
                "$.sequence_start: is 6, but 7 in sequence_range");
        refusedCommitment(
                form.formatted("\"sequence_end\":8,\"sequence_range\":[7,9]"),
                "$.sequence_end: is 8, but 9 in sequence_range");
        refusedCommitment(form.formatted("\"sequence_range\":[7]"), "$.sequence_range: is no pair");
    }

    @Test
    void the_answer_of_the_original_is_read() {
        LegacyProof expected = proof(OriginalTree.of(3), 2);
        LegacyProof read = LegacyProof.parse(
                """
                {"sequence_number":9,"batch_id":"%s","events_root":"%s","leaf_hash":"%s","leaf_index":2,
                 "proof_path":["%s"],"directions":[true]}""".formatted(
                        BATCH,
                        expected.eventsRoot(),
                        expected.leafHash(),
                        expected.proofPath().get(0)).getBytes(StandardCharsets.UTF_8));

        assertThat(read).isEqualTo(expected);
        assertThat(check(read, event(2), null, null).checked()).hasSize(3);
    }

    private static void refusedCommitment(String json, String reason) {
        assertThatThrownBy(() -> commitment(json))
                .isInstanceOf(InvalidMessageException.class)
                .hasMessageStartingWith(reason);
    }

    private static void refused(LegacyProof proof, String reason) {
        refused(proof, null, null, reason);
    }

    private static void refused(
            LegacyProof proof, @Nullable LegacyEvent event, @Nullable LegacyCommitment commitment, String reason) {
        assertThatThrownBy(() -> check(proof, event, commitment, null))
                .isInstanceOf(VerificationException.class)
                .hasMessageStartingWith(reason);
    }

    private static Findings check(
            LegacyProof proof,
            @Nullable LegacyEvent event,
            @Nullable LegacyCommitment commitment,
            @Nullable Hash root) {
        return LegacyProofCheck.check(proof, event, commitment, root);
    }

    private static LegacyProof proof(OriginalTree tree, int index) {
        return new LegacyProof(
                OriginalTree.FIRST + index,
                BATCH,
                hash(tree.root()),
                hash(tree.leaves().get(index)),
                index,
                null,
                tree.path(index).stream().map(Hash::of).toList());
    }

    private static LegacyProof with(LegacyProof proof, Hash root, Hash leaf, List<Hash> path) {
        return new LegacyProof(
                proof.sequenceNumber(), proof.batchId(), root, leaf, proof.leafIndex(), proof.leafCount(), path);
    }

    private static LegacyProof at(LegacyProof proof, long index, List<Hash> path) {
        return new LegacyProof(null, null, proof.eventsRoot(), proof.leafHash(), index, null, path);
    }

    private static LegacyCommitment commitment(OriginalTree tree) {
        return commitment(
                tree, OriginalTree.FIRST, OriginalTree.FIRST + tree.leaves().size() - 1);
    }

    private static LegacyCommitment commitment(OriginalTree tree, long start, long end) {
        return new LegacyCommitment(BATCH, OriginalTree.TENANT, OriginalTree.STORE, hash(tree.root()), start, end);
    }

    private static LegacyCommitment commitment(String json) {
        return LegacyCommitment.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static LegacyEvent event(int index) {
        long number = OriginalTree.FIRST + index;
        return parse(json(number, OriginalTree.entityId(number), OriginalTree.payload(number), number));
    }

    private static LegacyEvent withoutPayload(int index) {
        LegacyEvent event = event(index);
        return new LegacyEvent(
                event.tenantId(),
                event.storeId(),
                event.sequenceNumber(),
                event.entityType(),
                event.entityId(),
                event.payloadHash(),
                null);
    }

    private static LegacyEvent parse(String json) {
        return LegacyEvent.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    /** An event as a page of the original has it, with the payload's hash of the event {@code hashed}. */
    private static String json(long number, String entityId, String payload, long hashed) {
        byte[] text = OriginalTree.payload(hashed).getBytes(StandardCharsets.UTF_8);
        return json(number, entityId, payload, HexFormat.of().formatHex(OriginalTree.sha256(text)));
    }

    private static String json(long number, String entityId, String payload, String payloadHash) {
        return """
                {"envelope":{"envelope_version":1,"event_id":"cccccccc-0000-0000-0000-000000000001","tenant_id":"%s",
                 "store_id":"%s","entity_type":"order","entity_id":"%s","event_type":"order.created","payload":%s,
                 "payload_hash":"%s","created_at":"2026-01-02T03:04:05Z","sequence_number":%d,
                 "source_agent":"dddddddd-0000-0000-0000-000000000001"},"sequenced_at":"2026-01-02T03:04:06Z"}""".formatted(OriginalTree.TENANT, OriginalTree.STORE, entityId, payload, payloadHash, number);
    }

    private static Hash altered(Hash hash) {
        byte[] bytes = hash.toByteArray();
        bytes[31] ^= 1;
        return Hash.of(bytes);
    }

    private static Hash hash(byte[] bytes) {
        return Hash.of(bytes);
    }
}
