package com.stateset.sequencer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.InclusionProof;
import com.stateset.sequencer.merkle.MerkleTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VerifyProofCommandTest {

    private static final List<Hash> LEAVES = IntStream.range(0, 100)
            .mapToObj(i -> VesHashes.plain(Integer.toString(i).getBytes(StandardCharsets.UTF_8)))
            .toList();
    private static final Hash ROOT = MerkleTree.of(LEAVES).root();
    private static final InclusionProof PROOF = MerkleTree.of(LEAVES).proof(16);

    @Test
    void a_right_proof_holds() {
        assertThat(verify(LEAVES.get(16), ROOT, 16, 100, PROOF.path())).isEqualTo(new CommandRun(0, "valid\n", ""));
        assertThat(CommandRun.of(
                        "verify-proof",
                        "--leaf-hash=0x" + LEAVES.get(3),
                        "--root=" + LEAVES.get(3),
                        "--leaf-index=0",
                        "--leaf-count=1"))
                .isEqualTo(new CommandRun(0, "valid\n", ""));
    }

    @Test
    void mutated_proofs_are_refused() {
        List<Hash> cut = PROOF.path().subList(0, 6);
        List<Hash> longer = new ArrayList<>(PROOF.path());
        longer.add(ROOT);
        List<Hash> swapped = new ArrayList<>(PROOF.path());
        Collections.swap(swapped, 0, 1);

        refused("the path leads to root ", LEAVES.get(16), ROOT, 15, 100, PROOF.path());
        refused("the path leads to root ", LEAVES.get(16), ROOT, 17, 100, PROOF.path());
        refused("the path leads to root ", LEAVES.get(17), ROOT, 16, 100, PROOF.path());
        refused("the path leads to root ", LEAVES.get(16), LEAVES.get(0), 16, 100, PROOF.path());
        refused("the path leads to root ", LEAVES.get(16), ROOT, 16, 100, swapped);
        refused("a path in a tree of 64 leaves has 6 hashes, not 7", LEAVES.get(16), ROOT, 16, 64, PROOF.path());
        refused("a path in a tree of 129 leaves has 8 hashes, not 7", LEAVES.get(16), ROOT, 16, 129, PROOF.path());
        refused("a path in a tree of 100 leaves has 7 hashes, not 6", LEAVES.get(16), ROOT, 16, 100, cut);
        refused("a path in a tree of 100 leaves has 7 hashes, not 8", LEAVES.get(16), ROOT, 16, 100, longer);
        refused("a tree of 16 leaves has no leaf at index 16", LEAVES.get(16), ROOT, 16, 16, PROOF.path());
        refused("a tree of 100 leaves has no leaf at index -1", LEAVES.get(16), ROOT, -1, 100, PROOF.path());
    }

    private static void refused(String reason, Hash leaf, Hash root, int index, int count, List<Hash> path) {
        CommandRun run = verify(leaf, root, index, count, path);

        assertThat(run.out()).startsWith("invalid: " + reason);
        assertThat(run.exitCode()).isEqualTo(1);
    }

    private static CommandRun verify(Hash leaf, Hash root, int index, int count, List<Hash> path) {
        return CommandRun.of(
                "verify-proof",
                "--leaf-hash",
                leaf.toHex(),
                "--root",
                root.toHex(),
                "--leaf-index",
                Integer.toString(index),
                "--leaf-count",
                Integer.toString(count),
                "--path",
                path.stream().map(Hash::toHex).collect(Collectors.joining(",")));
    }
}
