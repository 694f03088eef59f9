package com.stateset.sequencer.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.InclusionProof;
import com.stateset.sequencer.merkle.ProofProblem;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.TwoNames;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /proofs/verify}: a proof that somebody wants to have checked.
 *
 * @param leafHash the leaf
 * @param merkleRoot the root it is said to lead to; {@code events_root} is understood as well
 * @param proofPath the siblings, bottom-up; at most {@value InclusionProof#MAX_PATH_LENGTH}
 * @param leafIndex the leaf's position
 * @param leafCount the leaves of the tree, if that is known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProofClaim(
        @JsonProperty("leaf_hash") Hash leafHash,
        @JsonProperty("merkle_root") Hash merkleRoot,
        @JsonProperty("proof_path") List<Hash> proofPath,
        @JsonProperty("leaf_index") long leafIndex,
        @JsonProperty("leaf_count") @Nullable Long leafCount) {

    /** Copies the list, and checks its length. */
    public ProofClaim {
        requireLength(proofPath);
        proofPath = List.copyOf(proofPath);
    }

    @JsonCreator
    static ProofClaim read(
            @JsonProperty("leaf_hash") @Nullable Hash leafHash,
            @JsonProperty("merkle_root") @Nullable Hash merkleRoot,
            @JsonProperty("events_root") @Nullable Hash eventsRoot,
            @JsonProperty("proof_path") @Nullable List<Hash> proofPath,
            @JsonProperty("leaf_index") @Nullable Long leafIndex,
            @JsonProperty("leaf_count") @Nullable Long leafCount) {
        requireLength(proofPath == null ? List.of() : proofPath);
        Hash root = TwoNames.either(merkleRoot, "events_root", eventsRoot);
        return new ProofClaim(
                TwoNames.required("leaf_hash", leafHash),
                TwoNames.required("merkle_root", root),
                TwoNames.required("proof_path", proofPath),
                TwoNames.required("leaf_index", leafIndex),
                leafCount);
    }

    private static void requireLength(List<Hash> path) {
        if (path.size() > InclusionProof.MAX_PATH_LENGTH) {
            throw InvalidMessageException.ofMember(
                    "proof_path[" + InclusionProof.MAX_PATH_LENGTH + "]",
                    "is one hash too many; a path has at most " + InclusionProof.MAX_PATH_LENGTH);
        }
    }

    /** Returns why it proves nothing, if so. Without a leaf count, a node inside of the tree passes for a leaf. */
    public Optional<ProofProblem> problem() {
        return leafCount == null
                ? InclusionProof.checkWithoutLeafCount(leafHash, leafIndex, proofPath, merkleRoot)
                : new InclusionProof(leafIndex, leafCount, proofPath).check(leafHash, merkleRoot);
    }
}
