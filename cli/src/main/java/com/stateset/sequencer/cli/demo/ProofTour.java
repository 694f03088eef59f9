package com.stateset.sequencer.cli.demo;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.proof.EventProof;
import com.stateset.sequencer.proof.Receipt;
import java.util.Locale;

/** The part of the tour that shows how a stranger checks the shop's log. */
final class ProofTour {

    private final Sequencer sequencer;
    private final EventStream shop;
    private final ShopDay day;
    private final DemoPrinter story;

    ProofTour(Sequencer sequencer, EventStream shop, ShopDay day, DemoPrinter story) {
        this.sequencer = sequencer;
        this.shop = shop;
        this.day = day;
        this.story = story;
    }

    void run() {
        Receipt receipt = signing();
        receipt(receipt);
        Commitment commitment = commitment();
        proof(commitment, receipt.sequenceNumber());
    }

    private Receipt signing() {
        story.chapter("A till with a key signs its events: no other agent can write in its name");
        AgentSigner till = new AgentSigner(day.id(), 1, day.signingKey("till"));
        sequencer
                .agentKeys()
                .register(
                        till.agentKey(shop.id().tenantId()),
                        till.proofs(shop.id().tenantId()));
        NewEvent sale = day.placed(day.nextOrder());
        NewEvent signed = till.sign(shop.id(), sale);
        NewEvent forged = signed.toBuilder().payload("{\"total\":0}").build();
        NewEvent unsigned =
                sale.toBuilder().eventId(day.id()).sourceAgent(till.agentId()).build();
        IngestReceipt answer =
                shop.ingest(signed, forged.toBuilder().eventId(day.id()).build(), unsigned);
        story.say("signed by the till:  %s", answer(answer.outcomes().get(0)));
        story.say("altered on the way:  %s", answer(answer.outcomes().get(1)));
        story.say("without a signature: %s", answer(answer.outcomes().get(2)));
        return sequencer.identity().receipts(answer).get(0);
    }

    private void receipt(Receipt receipt) {
        story.chapter("The receipt: the sequencer's signature for the event and its place");
        Ed25519PublicKey key = sequencer.identity().publicKey().orElseThrow();
        receipt.verifySignature(key);
        story.say("receipt hash %s…", receipt.receiptHash().toHex().substring(0, 16));
        story.holds(true, "it is signed by the sequencer's key " + key.toHex().substring(0, 16) + "…");
    }

    private Commitment commitment() {
        story.chapter("A commitment: one hash for the whole day");
        Commitment commitment = shop.commit();
        commitment.verify();
        commitment.verifySignature(sequencer.identity().publicKey().orElseThrow());
        story.say(
                "events %d to %d: a tree of %d levels, and one root of %d bytes, signed by the sequencer.",
                commitment.sequenceStart(), commitment.sequenceEnd(), commitment.treeDepth(), Hash.LENGTH);
        story.say("With these 32 bytes one can check any event of the day, at any time, without trusting the shop.");
        return commitment;
    }

    private void proof(Commitment commitment, long sequenceNumber) {
        story.chapter("A proof: one event, shown to a stranger");
        EventProof proof = shop.prove(sequenceNumber);
        SequencedEvent event = shop.read(
                        ReadOptions.forwardsFrom(sequenceNumber).limit(1))
                .events()
                .get(0);
        proof.verify(event, commitment);
        story.holds(
                true,
                String.format(
                        Locale.ROOT,
                        "event %d is in the commitment, shown by %d hashes",
                        sequenceNumber,
                        proof.path().path().size()));
        story.holds(!isProved(altered(event), proof, commitment), "with another amount it is not");
        story.holds(
                !isProved(
                        new SequencedEvent(
                                event.event(),
                                sequenceNumber + 1,
                                event.sequencedAt(),
                                event.entityVersion(),
                                event.leafHash(),
                                event.sequencerKeyVersion()),
                        proof,
                        commitment),
                "nor in another place");
    }

    private static boolean isProved(SequencedEvent event, EventProof proof, Commitment commitment) {
        try {
            proof.verify(event, commitment);
            return true;
        } catch (VerificationException e) {
            return false;
        }
    }

    private static SequencedEvent altered(SequencedEvent event) {
        CanonicalJson payload = CanonicalJson.parse("{\"total\":0}");
        Event said = event.event();
        return new SequencedEvent(
                said.with(Payload.clear(payload), PayloadHashes.of(payload), said.authorship()),
                event.sequenceNumber(),
                event.sequencedAt(),
                event.entityVersion(),
                event.leafHash(),
                event.sequencerKeyVersion());
    }

    private static String answer(Outcome outcome) {
        return outcome instanceof Outcome.Rejected rejected
                ? "rejected, " + rejected.rejection().reason()
                : "accepted #" + ((Outcome.Stored) outcome).sequenceNumber();
    }
}
