package com.stateset.sequencer.server;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.InclusionProof;
import com.stateset.sequencer.merkle.ProofProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A proof that somebody wants to have judged.
 *
 * @param leafHash the leaf
 * @param root the root it is said to lead to
 * @param path the siblings, bottom-up
 * @param leafIndex the leaf's position
 * @param leafCount the leaves of the tree, if that is known
 */
record ClaimedProof(
        Hash leafHash,
        Hash root,
        List<Hash> path,
        long leafIndex,
        @Nullable Long leafCount) {

    ClaimedProof {
        path = List.copyOf(path);
    }

    /**
     * Reads a body.
     *
     * @throws ApiException if it cannot be typed
     */
    static ClaimedProof read(byte[] body) {
        try (EnvelopeReader json = new EnvelopeReader(body)) {
            Members members = new Members(json);
            json.readObject(members::read);
            json.requireEnd();
            return new ClaimedProof(
                    json.require("leaf_hash", members.leafHash),
                    json.require("merkle_root", members.root),
                    json.require("proof_path", members.path),
                    json.require("leaf_index", members.leafIndex),
                    members.leafCount);
        }
    }

    /** Why it proves nothing, if so. Without a leaf count, a node inside of the tree passes for a leaf. */
    Optional<ProofProblem> problem() {
        return leafCount == null
                ? InclusionProof.checkWithoutLeafCount(leafHash, leafIndex, path, root)
                : new InclusionProof(leafIndex, leafCount, path).check(leafHash, root);
    }

    private static final class Members {

        private final EnvelopeReader json;

        private @Nullable Hash leafHash;
        private @Nullable Hash root;
        private @Nullable List<Hash> path;
        private @Nullable Long leafIndex;
        private @Nullable Long leafCount;

        private Members(EnvelopeReader json) {
            this.json = json;
        }

        private void read(String name) {
            switch (name) {
                case "leaf_hash" -> leafHash = json.hash();
                case "merkle_root", "events_root" -> root = json.sameAs(root, json.hash());
                case "proof_path" -> path = json.isNull() ? null : readPath();
                case "leaf_index" -> leafIndex = json.integer();
                case "leaf_count" -> leafCount = json.integer();
                default -> json.skip();
            }
        }

        private List<Hash> readPath() {
            List<Hash> siblings = new ArrayList<>();
            json.readArray(index -> {
                if (index == InclusionProof.MAX_PATH_LENGTH) {
                    throw json.problem("is one hash too many; a path has at most " + index);
                }
                Hash sibling = json.hash();
                if (sibling == null) {
                    throw json.problem("must be a string, not null");
                }
                siblings.add(sibling);
            });
            return siblings;
        }
    }
}
