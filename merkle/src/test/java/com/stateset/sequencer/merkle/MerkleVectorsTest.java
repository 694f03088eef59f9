package com.stateset.sequencer.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class MerkleVectorsTest {

    private static final Domain LEAF = Domain.of("leaf");

    private final JsonNode vectors = vectors();

    MerkleVectorsTest() throws IOException {}

    @TestFactory
    Stream<DynamicTest> every_tree() {
        return elements(vectors.path("trees")).map(vector -> {
            List<Hash> leaves = leaves(vector.get("n").asLong());
            Hash root = hash(vector, "root");
            return dynamicTest("a tree of " + leaves.size(), () -> {
                MerkleTree tree = MerkleTree.of(leaves);
                MerkleRootBuilder streaming = new MerkleRootBuilder();
                List<Tile> tiles = new ArrayList<>();
                TiledTreeBuilder tiled = new TiledTreeBuilder(tiles::add);
                leaves.forEach(streaming::add);
                leaves.forEach(tiled::add);
                assertThat(List.of(tree.root(), streaming.root(), tiled.finish()))
                        .containsOnly(root);
                elements(vector.get("proofs")).forEach(expected -> {
                    long index = expected.get("leaf_index").asLong();
                    InclusionProof proof = new InclusionProof(index, leaves.size(), path(expected));
                    assertThat(tree.proof(index)).isEqualTo(proof);
                    assertThat(new TiledTree(leaves.size()).proof(index, tiles)).isEqualTo(proof);
                    proof.verify(hash(expected, "leaf_hash"), root);
                });
            });
        });
    }

    @TestFactory
    Stream<DynamicTest> the_padding_and_the_stream() {
        return Stream.of(vectors)
                .filter(all -> !all.isMissingNode())
                .flatMap(all -> Stream.of(
                        dynamicTest(
                                "pad_leaf",
                                () -> assertThat(Hash.of(Padding.root(0))).isEqualTo(hash(all, "pad_leaf"))),
                        dynamicTest("stream_id", () -> assertThat(streamId()).isEqualTo(hash(all, "stream_id")))));
    }

    @TestFactory
    Stream<DynamicTest> every_link_of_the_chain() {
        List<ChainLink> chain =
                elements(vectors.path("chain")).map(MerkleVectorsTest::link).toList();
        return LongStream.range(0, chain.size()).mapToObj(i -> {
            ChainLink link = chain.get((int) i);
            return dynamicTest(link.sequenceStart() + ".." + link.sequenceEnd(), () -> {
                assertThat(link.leafCount())
                        .isEqualTo(vectors.at("/chain/" + i + "/leaf_count").asLong());
                if (i == 0) {
                    link.verify(streamId());
                } else {
                    link.verifyAfter(chain.get((int) i - 1), streamId());
                }
            });
        });
    }

    @Test
    void the_known_answers_hold_without_the_vectors_too() {
        assertThat(Hash.of(Padding.root(0)))
                .hasToString("d9dd0e003ba5370a698013c48ed69c6c41d9ebc1236d44b280c52ceacfdad524");
        Hash root = MerkleTree.of(leaves(5)).root();
        assertThat(root).hasToString("fb084f236a01f08bd9fc6d2c16a91c2d1f85e45621d88dcf56817889feb5bb8d");
        Hash stream = StateRoot.streamId(
                UUID.fromString("b837ab08-77c4-4b8e-b238-ee1d69304d0d"),
                UUID.fromString("3b056d6e-6d38-4662-8ce2-5fec822ec06d"));
        assertThat(stream).hasToString("043b5b1a56ec0ab71035a469e2dba4aebdc8c1660016fb4c65a305270202de95");
        Hash leaf = leaves(1).get(0);
        assertThat(StateRoot.of(stream, Hash.ZERO, leaf, 1, 1))
                .hasToString("00e82e87faed38d0bccf8074948e27ff8f8165abf73f96ae90bf8d22360ef543");
    }

    /** The vectors' own rule for leaves. */
    private static List<Hash> leaves(long count) {
        DomainHasher hasher = new DomainHasher();
        return LongStream.range(0, count)
                .mapToObj(i -> hasher.begin(LEAF).u64(i).finish())
                .toList();
    }

    private Hash streamId() {
        return StateRoot.streamId(
                UUID.fromString(vectors.get("tenant_id").asText()),
                UUID.fromString(vectors.get("store_id").asText()));
    }

    private static ChainLink link(JsonNode node) {
        return new ChainLink(
                node.get("sequence_start").asLong(),
                node.get("sequence_end").asLong(),
                hash(node, "merkle_root"),
                hash(node, "prev_state_root"),
                hash(node, "new_state_root"));
    }

    private static List<Hash> path(JsonNode proof) {
        return elements(proof.get("proof_path"))
                .map(sibling -> Hash.parse(sibling.asText()))
                .toList();
    }

    private static Hash hash(JsonNode node, String member) {
        return Hash.parse(node.get(member).asText());
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** The protocol's vectors; a missing node, if they are not beside the checkout. */
    private static JsonNode vectors() throws IOException {
        Path file = Path.of(System.getProperty("sequencer.shared", "shared"), "vectors", "ves-v1.json");
        return Files.exists(file) ? new ObjectMapper().readTree(file.toFile()) : MissingNode.getInstance();
    }
}
