package com.stateset.sequencer.verify.legacy;

import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.merkle.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Checks what can be checked of a proof that the original made for an unsigned event, and says what cannot.
 *
 * <pre>
 *   payload ─► payload hash ─► leaf ─► path ─► events root ═ that of the commitment ═ one that is known from elsewhere
 *   └────── with the event ───────┘                          └─ with it ────────┘   └─ with it ──────────────────┘
 * </pre>
 *
 * <p>The chain ends at a root that nobody has signed. Somebody who is shown a proof alone learns that it agrees with itself: anyone can make
 * one for any event. It proves something only beside a root from elsewhere, such as one that was anchored on a chain or that the holder kept
 * at the time. Even then it says which events were committed to, not whether others were given another root: its state roots are over the
 * versions of all entities at the moment of the commitment, so that they cannot be recomputed, and link no commitment to the one before.
 *
 * <p>What a leaf binds is little, too: the payload's hash and the entity, the stream and the number. Not the event's id, its type, its
 * command, its base version, its agent or its time. The leaves of the first versions were the payload's hash and nothing else.
 *
 * <p>A set of functions, thread-safe.
 */
public final class LegacyProofCheck {

    private static final String UNSIGNED =
            "who made the root: no commitment of the original is signed, so a proof is worth what its root is worth";
    private static final String CHAIN =
            "the other commitments: the original's state roots cannot be recomputed, so nothing shows "
                    + "which came before, that none is missing, or that others were shown the same";
    private static final String EVENT =
            "the event's id, type, command, base version, agent and time: no leaf covers them, and no agent signed them";

    private final LegacyProof proof;
    private final List<String> checked = new ArrayList<>();
    private final List<String> notChecked = new ArrayList<>();

    /**
     * What holds, and what was not looked at because nothing shows it.
     *
     * @param checked a clause each
     * @param notChecked a clause each, beginning with what was not checked; never empty
     */
    public record Findings(List<String> checked, List<String> notChecked) {

        public Findings {
            checked = List.copyOf(checked);
            notChecked = List.copyOf(notChecked);
        }
    }

    private LegacyProofCheck(LegacyProof proof) {
        this.proof = proof;
    }

    /**
     * Checks a proof with all that is at hand.
     *
     * @param event the event, from which the leaf is made anew; null to take the leaf as it stands in the proof
     * @param commitment the commitment, which says how many leaves there are; null if there is none
     * @param knownRoot the events root as it is known from elsewhere; null if it is not
     * @throws VerificationException with the reason if something does not hold
     */
    public static Findings check(
            LegacyProof proof,
            @Nullable LegacyEvent event,
            @Nullable LegacyCommitment commitment,
            @Nullable Hash knownRoot) {
        LegacyProofCheck check = new LegacyProofCheck(proof);
        check.path();
        check.position(commitment);
        check.leaf(event);
        check.stream(event, commitment);
        check.root(knownRoot);
        return new Findings(check.checked, check.notChecked);
    }

    private void path() {
        int length = proof.proofPath().size();
        OptionalInt fullLevels = LegacyTree.fullLevels(proof.leafIndex(), length);
        require(
                fullLevels.isPresent(),
                "a path of " + length + " hashes does not come from index " + proof.leafIndex());
        Hash root = LegacyTree.root(proof.leafHash(), proof.leafIndex(), proof.proofPath(), fullLevels.getAsInt());
        require(root.equals(proof.eventsRoot()), "the path leads to root " + root + ", not to " + proof.eventsRoot());
        checked.add("the path leads from the leaf " + proof.leafHash() + " to the events root " + root);
    }

    /** The count of leaves is as good as where it comes from: it is not in the root. */
    private void position(@Nullable LegacyCommitment commitment) {
        if (commitment != null) {
            commitment(commitment);
        }
        Long count = commitment != null ? Long.valueOf(commitment.leafCount()) : proof.leafCount();
        require(
                proof.leafCount() == null || proof.leafCount().equals(count),
                "the proof is of " + proof.leafCount() + " leaves, the commitment of " + count);
        if (count == null) {
            notChecked.add("the position in the tree: how many leaves it has is not known without the commitment");
            return;
        }
        require(proof.leafIndex() < count, "a tree of " + count + " leaves has no leaf at index " + proof.leafIndex());
        int length = LegacyTree.pathLength(proof.leafIndex(), count);
        require(
                length == proof.proofPath().size(),
                "the path from index " + proof.leafIndex() + " in a tree of " + count + " leaves has " + length
                        + " hashes, not " + proof.proofPath().size());
        checked.add("it is the path from index " + proof.leafIndex() + " in a tree of " + count + " leaves");
        notChecked.add("that the tree has " + count + " leaves: its root does not bind their number");
    }

    private void commitment(LegacyCommitment commitment) {
        String of = "the proof is of commitment " + proof.batchId() + ", not of " + commitment.batchId();
        require(proof.batchId() == null || proof.batchId().equals(commitment.batchId()), of);
        require(
                proof.eventsRoot().equals(commitment.eventsRoot()),
                "the commitment's events root is " + commitment.eventsRoot() + ", not " + proof.eventsRoot());
        Long number = proof.sequenceNumber();
        require(
                number == null || number - commitment.sequenceStart() == proof.leafIndex(),
                "event " + number + " is not at index " + proof.leafIndex() + " of events " + commitment.sequenceStart()
                        + " to " + commitment.sequenceEnd());
        checked.add("it is the root of commitment " + commitment.batchId() + " of events " + commitment.sequenceStart()
                + " to " + commitment.sequenceEnd());
        notChecked.add("that the commitment's id, stream and range belong to this root: only the file says so");
    }

    private void leaf(@Nullable LegacyEvent event) {
        if (event == null) {
            notChecked.add("which event it is, and that the leaf is one: an inner node would pass for it");
            return;
        }
        Long number = proof.sequenceNumber();
        require(
                number == null || number == event.sequenceNumber(),
                "the proof is of event " + number + ", not of " + event.sequenceNumber());
        if (proof.leafHash().equals(event.payloadHash())) {
            checked.add("the leaf is the payload's hash, as the first versions of the original made it");
            notChecked.add("the event's tenant, store, number and entity: a leaf of this kind covers none of them");
        } else {
            Hash leaf = LegacyTree.leaf(event);
            require(leaf.equals(proof.leafHash()), "the event's leaf is " + leaf + ", not " + proof.leafHash());
            checked.add("it is the leaf of event " + event.sequenceNumber() + " of store " + event.storeId()
                    + " of tenant " + event.tenantId() + ", about " + event.entityType() + " " + event.entityId());
        }
        payload(event);
    }

    private void payload(LegacyEvent event) {
        boolean fits = event.payloadFits();
        if (event.hasPayload() || fits) {
            require(fits, "the event's payload does not have the hash " + event.payloadHash());
            checked.add("the event's payload has the hash " + event.payloadHash());
        } else {
            notChecked.add("the payload: it is not in the event, only its hash");
            if (proof.leafHash().equals(event.payloadHash())) {
                notChecked.add("that the leaf is one: an inner node would pass for the hash of a payload");
            }
        }
    }

    private void stream(@Nullable LegacyEvent event, @Nullable LegacyCommitment commitment) {
        if (event == null || commitment == null) {
            return;
        }
        require(
                event.tenantId().equals(commitment.tenantId())
                        && event.storeId().equals(commitment.storeId()),
                "the event and the commitment are of different streams");
        require(
                event.sequenceNumber() - commitment.sequenceStart() == proof.leafIndex(),
                "event " + event.sequenceNumber() + " is not at index " + proof.leafIndex() + " of events "
                        + commitment.sequenceStart() + " to " + commitment.sequenceEnd());
    }

    private void root(@Nullable Hash knownRoot) {
        if (knownRoot != null) {
            require(
                    knownRoot.equals(proof.eventsRoot()),
                    "the known root is " + knownRoot + ", that of the proof " + proof.eventsRoot());
            checked.add("it is the root that is known from elsewhere");
        } else {
            notChecked.add("the root: it is the proof's own, and none was given that is known from elsewhere");
        }
        notChecked.addAll(List.of(UNSIGNED, CHAIN, EVENT));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new VerificationException(otherwise);
        }
    }
}
