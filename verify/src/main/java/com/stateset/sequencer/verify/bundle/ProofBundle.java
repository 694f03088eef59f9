package com.stateset.sequencer.verify.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.merkle.InvalidProofException;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.proof.EventProof;
import com.stateset.sequencer.proof.Receipt;
import com.stateset.sequencer.protocol.WireCommitment;
import com.stateset.sequencer.protocol.WireEvent;
import com.stateset.sequencer.protocol.WireProof;
import com.stateset.sequencer.protocol.WireReceipt;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.protocol.json.RawJson;
import com.stateset.sequencer.protocol.keys.KeyDirectory;
import com.stateset.sequencer.protocol.keys.WireKeyDirectory;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.TlogProof;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that shows, without any server, that an event stands at its place: a JSON file whose parts have the forms of
 * PROTOCOL section 5. Immutable. Nothing in it is checked yet: that is {@link BundleCheck}'s.
 *
 * <p>The file may be read by other programs, in other languages, which look at other members than we do. So a text is read, written anew,
 * and compared: a member that says something else than what was understood is refused ({@link SameMembers}), and no reader can be shown
 * another root, number or hash than the one that is checked here. Members that no form has are passed over.
 *
 * <p>The key directory is kept as text, because its signature covers the text, also those members that this version does not know.
 *
 * @param event the event
 * @param proof its place in the commitment
 * @param commitment the commitment
 * @param receipt the sequencer's receipt
 * @param sequencer the sequencer's id and public keys
 * @param agentKeyDirectory the key directory of the event's agent, as the sequencer wrote it: its signature covers the text; null for
 *     an unsigned event
 * @param tlogProof the proof that the event is in the history of its stream (PROTOCOL section 6); null where no key signed one, and in
 *     files of earlier versions
 */
public record ProofBundle(
        SequencedEvent event,
        EventProof proof,
        Commitment commitment,
        Receipt receipt,
        BundleSequencer sequencer,
        @Nullable RawJson agentKeyDirectory,
        @Nullable TlogProof tlogProof) {

    /** Checks that only the directory and the proof of the history are absent. */
    public ProofBundle {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(proof, "proof");
        Objects.requireNonNull(commitment, "commitment");
        Objects.requireNonNull(receipt, "receipt");
        Objects.requireNonNull(sequencer, "sequencer");
    }

    /**
     * Reads a bundle.
     *
     * @throws InvalidMessageException if it is none, or says one thing in two ways
     */
    public static ProofBundle parse(byte[] json) {
        JsonNode tree = ProtocolJson.tree(json);
        if (!BundleText.KIND.equals(tree.path("bundle").textValue())) {
            throw InvalidMessageException.ofMember("bundle", "is not \"" + BundleText.KIND + "\"");
        }
        ProofBundle bundle = of(ProtocolJson.read(json, BundleText.class));
        SameMembers.require(ProtocolJson.tree(written(bundle)), tree);
        return bundle;
    }

    /** A path that leads nowhere has no root to be written. */
    private static byte[] written(ProofBundle bundle) {
        try {
            return bundle.toJson();
        } catch (InvalidProofException e) {
            throw InvalidMessageException.ofMember("proof", "leads nowhere: " + e.getMessage());
        }
    }

    private static ProofBundle of(BundleText text) {
        try {
            Receipt receipt = text.receipt().toReceipt();
            SequencedEvent event = withKeyVersion(text.event().toSequencedEvent(), receipt);
            RawJson keys = text.agentKeys() == null || text.agentKeys().isNull() ? null : text.agentKeys();
            ProofBundle bundle = new ProofBundle(
                    event,
                    text.proof().toEventProof(event.event().stream()),
                    text.commitment().toStoredCommitment().complete(),
                    receipt,
                    text.sequencer().toBundleSequencer(),
                    keys,
                    text.tlogProof() == null
                            ? null
                            : TlogProof.parse(text.tlogProof().getBytes(StandardCharsets.UTF_8)));
            bundle.requireDirectory();
            return bundle;
        } catch (InvalidMessageException e) {
            throw e;
        } catch (IllegalArgumentException | DateTimeException | StoreFailedException | LogVerificationException e) {
            throw new InvalidMessageException("$", "does not hold: " + e.getMessage());
        }
    }

    /** Returns the JSON text, indented. */
    public byte[] toJson() {
        return ProtocolJson.writeIndented(new BundleText(
                BundleText.KIND,
                WireEvent.of(event, null),
                WireProof.of(proof),
                WireCommitment.of(commitment),
                WireReceipt.of(receipt),
                BundleText.Sequencer.of(sequencer),
                agentKeyDirectory,
                tlogProof == null ? null : tlogProof.toString()));
    }

    /** What stands there must be a directory, also where no signature needs it. */
    private void requireDirectory() {
        if (agentKeyDirectory != null) {
            ProtocolJson.read(agentKeyDirectory, WireKeyDirectory.class);
        }
    }

    /**
     * Reads the key directory, if there is one.
     *
     * @throws InvalidMessageException if it is none
     */
    Optional<KeyDirectory> agentKeys() {
        return Optional.ofNullable(agentKeyDirectory).map(text -> KeyDirectory.parse(text.toByteArray()));
    }

    /** Whether an event's agent has signed it, so that its keys belong into the bundle. */
    public static boolean isSigned(SequencedEvent event) {
        return event.event().authorship() instanceof Authorship.Signed;
    }

    private static SequencedEvent withKeyVersion(SequencedEvent event, Receipt receipt) {
        return new SequencedEvent(
                event.event(),
                event.sequenceNumber(),
                event.sequencedAt(),
                event.entityVersion(),
                event.leafHash(),
                Math.max(0, receipt.sequencerKeyVersion()));
    }
}
