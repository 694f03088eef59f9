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
 * @param leafHash the leaf
 * @param merkleRoot the root; also {@code events_root}
 * @param leafIndex the leaf's position
 */
@JsonPropertyOrder({"valid", "reason", "position_proved", "leaf_hash", "merkle_root", "events_root"})
public record ProofVerdict(
        boolean valid,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String reason,
        boolean positionProved,
        Hash leafHash,
        Hash merkleRoot,
        long leafIndex) {

    /** Checks a proof. */
    public static ProofVerdict of(ProofClaim claim) {
        String reason = claim.problem().map(ProofProblem::message).orElse(null);
        boolean valid = reason == null;
        return new ProofVerdict(
                valid,
                reason,
                valid && claim.leafCount() != null,
                claim.leafHash(),
                claim.merkleRoot(),
                claim.leafIndex());
    }

    @JsonProperty("events_root")
    Hash eventsRoot() {
        return merkleRoot;
    }
}
