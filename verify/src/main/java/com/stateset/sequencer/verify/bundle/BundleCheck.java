package com.stateset.sequencer.verify.bundle;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.encryption.Ciphertext;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.proof.Receipt;
import com.stateset.sequencer.protocol.keys.KeyDirectory;
import com.stateset.sequencer.tlog.TlogProof;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Checks every link from an event's payload to the signatures over it. Needs nothing but the bundle.
 *
 * <pre>
 *   payload ─► its hashes ─► signing hash ─► agent's signature ◄─ agent's key ◄─ key directory ◄─ sequencer's signature
 *                                 │
 *                                 ▼
 *                   leaf (with the place) ─► path ─► Merkle root ─► state root ─► sequencer's signature of the commitment
 *                                 │
 *                                 ├─► history proof ─► tree root ─► sequencer's signature of the checkpoint
 *                                 └─► receipt hash ─► sequencer's signature of the receipt
 * </pre>
 *
 * <p>All chains end at a key of the sequencer. If the caller knows that key from elsewhere, nothing else has to be believed; if not, the
 * bundle shows only that it agrees with itself, and the sentence about the trusted key says so. A payload that is not in the bundle,
 * since it was erased or never readable, leaves the rest of the proof as it is: the hashes stand for it.
 *
 * <p>What a missing signature means depends on what is claimed: where no key of the sequencer is known, it has none, and that is said;
 * as soon as one is, in the bundle or with the caller, an unsigned commitment is a failure, for a signature is easily left out. A commitment
 * alone binds less than it seems: a sequencer that was shown altered events has signed it over altered leaves, while its checkpoints and
 * receipts are of the events as they came. So one of these two must be signed, too. A tlog-proof without a signed receipt is what a store
 * gives where the private key is not at hand; a signed receipt without a tlog-proof is what earlier versions wrote. Both are {@linkplain
 * Result#reservations reservations}; without either, nothing is proved.
 *
 * <p>Some values in a bundle are covered by no hash and no signature. They are never stated as facts: {@link UnprovedValues} lists them.
 */
public final class BundleCheck {

    private final ProofBundle bundle;
    private final SignatureVerifier verifier;
    private final TrustedKeys keys;
    private final List<String> facts = new ArrayList<>();

    /**
     * What a bundle proves.
     *
     * @param facts what holds, a sentence each
     * @param reservations what was not checked, and what a bundle of a sequencer with a key should show and does not, as half a
     *     sentence each; empty for nothing
     */
    public record Result(List<String> facts, List<String> reservations) {

        public Result {
            facts = List.copyOf(facts);
            reservations = List.copyOf(reservations);
        }
    }

    private BundleCheck(ProofBundle bundle, SignatureVerifier verifier, Set<Ed25519PublicKey> trusted) {
        this.bundle = bundle;
        this.verifier = verifier;
        this.keys = new TrustedKeys(trusted, bundle.sequencer());
    }

    /**
     * Checks a bundle.
     *
     * @param verifier decides which signatures are good
     * @param trusted the sequencer's keys as they are known from elsewhere; empty to take those in the bundle
     * @return what holds, and what does not follow from it
     * @throws VerificationException with the reason if something does not hold
     * @throws IllegalArgumentException if the verifier fails its {@linkplain SignatureVerifier#selfTest self-test}
     */
    public static Result check(ProofBundle bundle, SignatureVerifier verifier, Set<Ed25519PublicKey> trusted) {
        verifier.selfTest();
        BundleCheck check = new BundleCheck(bundle, verifier, trusted);
        check.payload();
        check.place();
        check.commitment();
        check.history();
        check.receipt();
        check.agent();
        check.facts.addAll(check.keys.grounds());
        check.facts.addAll(UnprovedValues.of(bundle));
        return new Result(check.facts, check.reservations());
    }

    /** What a reader of nothing but the last line has to know. */
    private List<String> reservations() {
        List<String> reservations = new ArrayList<>();
        Payload payload = bundle.event().event().payload();
        if (payload instanceof Payload.EndToEnd) {
            reservations.add("the payload is encrypted end to end; only its ciphertext was checked");
        } else if (!(payload instanceof Payload.Content)) {
            reservations.add("the payload is not there, and was not checked");
        }
        if (!keys.isSigning()) {
            reservations.add("on the bundle's word alone: nothing is signed");
            return reservations;
        }
        if (bundle.tlogProof() == null) {
            reservations.add("not proved to be in the signed history: the bundle has no tlog-proof");
        }
        if (bundle.receipt().signature() == null) {
            reservations.add("the receipt is not signed");
        }
        if (hasUnsignedAgentKeys()) {
            reservations.add("whose key signed the event is on the bundle's word: the agent's keys are not signed");
        }
        return reservations;
    }

    private boolean hasUnsignedAgentKeys() {
        return ProofBundle.isSigned(bundle.event())
                && bundle.agentKeys()
                        .filter(directory -> directory.signature() != null)
                        .isEmpty();
    }

    private void payload() {
        Event event = bundle.event().event();
        if (!(event.payload() instanceof Payload.Content content)) {
            facts.add("the payload is not there; its hashes are");
            return;
        }
        if (!Ciphertext.isIntact(event)) {
            throw new VerificationException("the payload is not the one that was hashed");
        }
        facts.add(
                content instanceof Payload.Clear
                        ? "the payload is the one that was hashed"
                        : "the payload is encrypted end to end, and is the ciphertext that was hashed");
    }

    private void place() {
        Commitment commitment = bundle.commitment();
        if (!bundle.proof().batchId().equals(commitment.batchId())) {
            throw new VerificationException("the proof is of another commitment than the one in the bundle");
        }
        bundle.proof().verify(bundle.event(), commitment);
        facts.add("the event is leaf " + bundle.proof().path().leafIndex() + " of the " + commitment.leafCount()
                + " under the Merkle root " + commitment.merkleRoot());
    }

    private void commitment() {
        Commitment commitment = bundle.commitment();
        commitment.verify();
        facts.add("the commitment of " + commitment.sequenceStart() + ".." + commitment.sequenceEnd()
                + " leads to the state root " + commitment.newStateRoot());
        requirePossibleVersion(commitment);
        if (commitment.signature() == null) {
            if (keys.isSigning()
                    || commitment.sequencerKeyVersion() != 0
                    || bundle.receipt().signature() != null) {
                throw new VerificationException("the commitment is not signed, although the sequencer has a key");
            }
            facts.add("the commitment is not signed: no key of its sequencer is known");
            return;
        }
        Ed25519PublicKey key = keys.ofVersion(commitment.sequencerKeyVersion());
        commitment.verifySignature(key, verifier);
        keys.use(key);
        facts.add("the commitment is signed with the sequencer's key " + key);
    }

    /** One event is enough to tell that not all are signed. */
    private void requirePossibleVersion(Commitment commitment) {
        if (commitment.vesVersion() == 1 && !ProofBundle.isSigned(bundle.event())) {
            throw new VerificationException("the commitment says that all its events are signed, and this one is not");
        }
    }

    private void history() {
        TlogProof proof = bundle.tlogProof();
        if (proof == null) {
            facts.add(
                    "not proved: that the event is in the stream's history; the bundle has no tlog-proof, which earlier versions did"
                            + " not write, and which takes a sequencer with a key");
            return;
        }
        HistoryProofCheck.Proved proved = HistoryProofCheck.check(proof, bundle.event(), keys.counting());
        keys.use(proved.key());
        facts.add("the event is number " + bundle.event().sequenceNumber() + " of the "
                + proved.checkpoint().head().size() + " of the history " + HistoryProofCheck.origin(proof)
                + ", under a checkpoint signed with the sequencer's key " + proved.key());
    }

    private void receipt() {
        Receipt receipt = bundle.receipt();
        receipt.verifyContent(bundle.event());
        boolean same = receipt.eventId().equals(bundle.event().event().eventId())
                && receipt.sequenceNumber() == bundle.event().sequenceNumber()
                && receipt.sequencedAt().equals(bundle.event().sequencedAt())
                && receipt.sequencerId().equals(bundle.sequencer().sequencerId());
        if (!same) {
            throw new VerificationException("the receipt is of another event, or another sequencer's");
        }
        if (receipt.signature() == null) {
            if (keys.isSigning() && bundle.tlogProof() == null) {
                throw new VerificationException(
                        "the receipt is not signed, and there is no tlog-proof, although the sequencer has a key");
            }
            facts.add("the receipt is not signed");
            return;
        }
        Ed25519PublicKey key = keys.ofVersion(receipt.sequencerKeyVersion());
        receipt.verifySignature(key, verifier);
        keys.use(key);
        facts.add("the receipt is signed by the sequencer");
    }

    private void agent() {
        Event event = bundle.event().event();
        if (!(event.authorship() instanceof Authorship.Signed signed)) {
            facts.add("the event is not signed by an agent");
            return;
        }
        KeyDirectory directory = bundle.agentKeys()
                .filter(found -> found.isOf(event.stream().tenantId(), event.sourceAgent()))
                .orElseThrow(() -> new VerificationException("the bundle does not hold the keys of the event's agent"));
        AgentKey key = directory
                .find(signed.agentKeyId())
                .orElseThrow(() -> new VerificationException(
                        "the event is signed with key " + signed.agentKeyId() + ", which the agent does not have"));
        if (!verifier.verify(key.publicKey(), VesHashes.signing(event), signed.signature())) {
            throw new VerificationException("the event is not signed with key " + key.keyId() + " of its agent");
        }
        facts.add(
                "the event is signed with key " + key.keyId() + " of agent " + key.agentId() + ": " + key.publicKey());
        directory(directory);
    }

    private void directory(KeyDirectory directory) {
        if (directory.signature() == null) {
            facts.add("the agent's keys are not signed by the sequencer");
            return;
        }
        if (!directory.isSignedByOneOf(keys.counting(), verifier)) {
            throw new VerificationException("the agent's keys are not signed with the sequencer's key");
        }
        facts.add("the agent's keys are signed by the sequencer");
    }
}
