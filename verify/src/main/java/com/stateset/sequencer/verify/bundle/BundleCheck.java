package com.stateset.sequencer.verify.bundle;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.proof.Receipt;
import com.stateset.sequencer.protocol.KeyDirectory;
import java.util.ArrayList;
import java.util.Collection;
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
 *                                 └─► receipt hash ─► sequencer's signature of the receipt
 * </pre>
 *
 * <p>All chains end at a key of the sequencer. If the caller knows that key from elsewhere, nothing else has to be believed; if not, the
 * bundle shows only that it agrees with itself, and the sentence about the signature says so. A payload that is not in the bundle, since
 * it was erased or never readable, leaves the rest of the proof as it is: the hashes stand for it.
 *
 * <p>What a missing signature means depends on what is claimed: where the commitment names no key, its sequencer has none, and that is
 * said; where the caller trusts a key, a missing signature is a failure.
 */
public final class BundleCheck {

    private final ProofBundle bundle;
    private final SignatureVerifier verifier;
    private final Set<Ed25519PublicKey> trusted;
    private final List<String> facts = new ArrayList<>();

    private BundleCheck(ProofBundle bundle, SignatureVerifier verifier, Set<Ed25519PublicKey> trusted) {
        this.bundle = bundle;
        this.verifier = verifier;
        this.trusted = trusted;
    }

    /**
     * Checks a bundle.
     *
     * @param verifier decides which signatures are good
     * @param trusted the sequencer's keys as they are known from elsewhere; empty to take those in the bundle
     * @return what holds, a sentence each
     * @throws VerificationException with the reason if something does not hold
     * @throws IllegalArgumentException if the verifier fails its {@linkplain SignatureVerifier#selfTest self-test}
     */
    public static List<String> check(ProofBundle bundle, SignatureVerifier verifier, Set<Ed25519PublicKey> trusted) {
        verifier.selfTest();
        BundleCheck check = new BundleCheck(bundle, verifier, trusted);
        check.payload();
        check.place();
        check.commitment();
        check.receipt();
        check.agent();
        return check.facts;
    }

    private void payload() {
        Event event = bundle.event().event();
        if (!(event.payload() instanceof Payload.Clear clear)) {
            facts.add("the payload is not there; its hashes are");
            return;
        }
        if (!PayloadHashes.of(clear.json()).equals(event.payloadHashes())) {
            throw new VerificationException("the payload is not the one that was hashed");
        }
        facts.add("the payload is the one that was hashed");
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
        if (commitment.signature() == null) {
            if (commitment.sequencerKeyVersion() != 0 || !trusted.isEmpty()) {
                throw new VerificationException("the commitment is not signed by the sequencer");
            }
            facts.add("the commitment is not signed: this sequencer has no key");
            return;
        }
        Ed25519PublicKey key = keyOf(commitment.sequencerKeyVersion());
        commitment.verifySignature(key, verifier);
        facts.add("the commitment is signed with the sequencer's key " + key
                + (trusted.isEmpty() ? ", which is in the bundle and nowhere else (see --sequencer-key)" : ""));
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
            facts.add("the receipt is not signed");
            return;
        }
        receipt.verifySignature(keyOf(receipt.sequencerKeyVersion()), verifier);
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
        Collection<Ed25519PublicKey> keys =
                trusted.isEmpty() ? bundle.sequencer().publicKeys().values() : trusted;
        if (!directory.isSignedByOneOf(keys, verifier)) {
            throw new VerificationException("the agent's keys are not signed with the sequencer's key");
        }
        facts.add("the agent's keys are signed by the sequencer");
    }

    private Ed25519PublicKey keyOf(int version) {
        Ed25519PublicKey key = bundle.sequencer().publicKeys().get(version);
        if (key == null) {
            throw new VerificationException("the bundle lacks the sequencer's key " + version);
        }
        if (!trusted.isEmpty() && !trusted.contains(key)) {
            throw new VerificationException(
                    "the sequencer's key in the bundle is " + key + ", not one given with --sequencer-key");
        }
        return key;
    }
}
