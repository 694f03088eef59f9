package com.stateset.sequencer.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.ProofProblem;
import org.jspecify.annotations.Nullable;

/**
 * Whether a proof holds.
 *
 * @param valid whether the path leads from the leaf to the root
 * @param reason why not, if so
 * @param positionProved whether it also proves where the leaf stands: only if it holds and the number of leaves was given
 * @param note what a proof that holds does not prove, if the number of leaves was not given
 * @param leafHash the leaf
 * @param merkleRoot the root; also {@code events_root}
 * @param leafIndex the leaf's position
 */
@JsonPropertyOrder({"valid", "reason", "position_proved", "note", "leaf_hash", "merkle_root", "events_root"})
public record ProofVerdict(
        boolean valid,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String reason,
        boolean positionProved,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String note,
        Hash leafHash,
        Hash merkleRoot,
        long leafIndex) {

    private static final String POSITION_NOT_PROVED =
            "without leaf_count neither the position of the leaf nor its level is"
                    + " proved: a node inside of the tree passes for a leaf";

    /** Checks a proof. */
    public static ProofVerdict of(ProofClaim claim) {
        String reason = claim.problem().map(ProofProblem::message).orElse(null);
        boolean valid = reason == null;
        return new ProofVerdict(
                valid,
                reason,
                valid && claim.leafCount() != null,
                valid && claim.leafCount() == null ? POSITION_NOT_PROVED : null,
                claim.leafHash(),
                claim.merkleRoot(),
                claim.leafIndex());
    }

    @JsonProperty("events_root")
    Hash eventsRoot() {
        return merkleRoot;
    }
}
