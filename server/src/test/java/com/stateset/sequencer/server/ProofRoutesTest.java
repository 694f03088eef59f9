package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.InclusionProof;
import com.stateset.sequencer.merkle.MerkleTree;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProofRoutesTest {

    private static final TestServer SERVER = TestServer.start();
    private static final int LEAVES = 11;
    private static final int INDEX = 6;

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"merkle_root", "events_root"})
    void aProofHoldsWithAndWithoutItsLeafCount(String rootName) {
        ObjectNode proof = proof();
        proof.set(rootName, proof.remove("merkle_root"));
        assertThat(verify(proof).get("valid").asBoolean()).isTrue();
        proof.putNull("leaf_count").put("unknown", 1);
        assertThat(verify(proof).get("valid").asBoolean()).isTrue();
        assertThat(verify(proof).has("reason")).isFalse();
    }

    static Stream<Arguments> alterations() {
        return Stream.of(
                altered("next index", proof -> proof.put("leaf_index", INDEX + 1), "the path leads to root "),
                altered("index before", proof -> proof.put("leaf_index", INDEX - 1), "the path leads to root "),
                altered(
                        "index of padding",
                        proof -> proof.put("leaf_index", LEAVES),
                        "a tree of 11 leaves has no leaf at index 11"),
                altered(
                        "negative index",
                        proof -> proof.put("leaf_index", -1),
                        "a tree of 11 leaves has no leaf at index -1"),
                altered(
                        "index beyond the path",
                        proof -> proof.put("leaf_index", 16).remove("leaf_count"),
                        "a path of 4 hashes does not come from index 16"),
                altered(
                        "larger tree",
                        proof -> proof.put("leaf_count", 17),
                        "a path in a tree of 17 leaves has 5 hashes, not 4"),
                altered("no tree", proof -> proof.put("leaf_count", 0), "a tree has at least one leaf, not 0"),
                altered(
                        "short path",
                        proof -> ((ArrayNode) proof.get("proof_path")).remove(3),
                        "a path in a tree of 11 leaves has 4 hashes, not 3"),
                altered(
                        "long path",
                        proof -> ((ArrayNode) proof.get("proof_path")).add("0x" + "0".repeat(64)),
                        "a path in a tree of 11 leaves has 4 hashes, not 5"),
                altered("other leaf", proof -> proof.put("leaf_hash", leaf(1).toHex()), "the path leads to root "),
                altered("other root", proof -> proof.put("merkle_root", leaf(1).toHex()), "the path leads to root "));
    }

    @Test
    void without_leaf_count_the_answer_says_what_is_not_proved() {
        ObjectNode proof = proof();
        assertThat(verify(proof).has("note")).isFalse();
        proof.remove("leaf_count");
        JsonNode answer = verify(proof);
        assertThat(answer.get("valid").asBoolean()).isTrue();
        assertThat(answer.get("position_proved").asBoolean()).isFalse();
        assertThat(answer.get("note").asText())
                .isEqualTo("without leaf_count neither the position of the leaf nor its level is proved:"
                        + " a node inside of the tree passes for a leaf");
    }

    private static Arguments altered(String what, Consumer<ObjectNode> alteration, String reason) {
        return Arguments.of(Named.of(what, alteration), reason);
    }

    @ParameterizedTest
    @MethodSource("alterations")
    void anAlteredProofIsNotValidForAReason(Consumer<ObjectNode> alteration, String reason) {
        ObjectNode proof = proof();
        alteration.accept(proof);
        JsonNode answer = verify(proof);
        assertThat(answer.get("valid").asBoolean()).isFalse();
        assertThat(answer.get("reason").asText()).startsWith(reason);
    }

    private static JsonNode verify(ObjectNode proof) {
        HttpResponse<String> response = SERVER.post("/proofs/verify", proof.toString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(SERVER.post("/ves/proofs/verify", proof.toString()).body()).isEqualTo(response.body());
        return json(response);
    }

    private static ObjectNode proof() {
        List<Hash> leaves = new ArrayList<>();
        for (int i = 0; i < LEAVES; i++) {
            leaves.add(leaf(i));
        }
        MerkleTree tree = MerkleTree.of(leaves);
        InclusionProof path = tree.proof(INDEX);
        ObjectNode proof = JsonNodeFactory.instance.objectNode();
        proof.put("leaf_hash", "0x" + leaf(INDEX).toHex());
        proof.put("merkle_root", tree.root().toHex());
        proof.put("leaf_index", INDEX);
        proof.put("leaf_count", LEAVES);
        ArrayNode hashes = proof.putArray("proof_path");
        path.path().forEach(hash -> hashes.add(hash.toHex()));
        return proof;
    }

    private static Hash leaf(int number) {
        return Hash.parse("%064x".formatted(number + 1));
    }
}
