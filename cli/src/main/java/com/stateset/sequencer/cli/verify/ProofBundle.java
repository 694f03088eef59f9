package com.stateset.sequencer.cli.verify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.proof.EventProof;
import com.stateset.sequencer.proof.Receipt;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything that shows, without any server, that an event stands at its place: a JSON file whose parts have the shapes of
 * PROTOCOL section 5.
 *
 * @param event the event
 * @param proof its place in the commitment
 * @param commitment the commitment
 * @param receipt the sequencer's word for it
 * @param sequencer the sequencer's id and public keys
 * @param agentKeys the keys of the event's agent; null for an unsigned event
 */
public record ProofBundle(
        SequencedEvent event,
        EventProof proof,
        Commitment commitment,
        Receipt receipt,
        SequencerFacts sequencer,
        @Nullable KeyDirectory agentKeys) {

    private static final String KIND = "stateset-sequencer-proof";

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
     * @throws MalformedException if it is none, or says one thing in two ways
     */
    public static ProofBundle parse(byte[] json) {
        Fields fields = Fields.of(json);
        if (!fields.text("bundle").equals(KIND)) {
            throw new MalformedException("$.bundle", "is not \"" + KIND + "\"");
        }
        SequencedEvent event = EventForm.read(fields.object("event"));
        StreamId stream = event.event().stream();
        Receipt receipt = ReceiptForm.read(fields.object("receipt"));
        ProofBundle bundle = new ProofBundle(
                withKeyVersion(event, receipt),
                ProofForm.read(stream, fields.object("proof")),
                fields.object("commitment").valueOf(commitment -> complete(commitment)),
                receipt,
                SequencerFacts.read(fields.object("sequencer")),
                fields.has("agent_keys") ? KeyDirectory.read(fields.object("agent_keys")) : null);
        SameMembers.require(Json.parse(bundle.toJson()), fields.node());
        return bundle;
    }

    /** Returns the JSON text. */
    public byte[] toJson() {
        ObjectNode fields = Json.object().put("bundle", KIND);
        fields.set("event", EventForm.write(event));
        fields.set("proof", ProofForm.write(proof, commitment));
        fields.set("commitment", CommitmentForm.write(commitment));
        fields.set("receipt", ReceiptForm.write(receipt));
        fields.set("sequencer", sequencer.write());
        fields.set("agent_keys", agentKeys == null ? null : agentKeys.write());
        return Json.write(fields);
    }

    static boolean isSigned(SequencedEvent event) {
        return event.event().authorship() instanceof Authorship.Signed;
    }

    private static Commitment complete(Fields fields) {
        try {
            return CommitmentForm.read(fields).complete();
        } catch (StoreFailedException e) {
            throw new MalformedException(fields.path(), "is not complete: " + e.getMessage());
        }
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
