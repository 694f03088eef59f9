package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.error.HistoryMismatchException;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.proof.Receipt;
import com.stateset.sequencer.sync.PushAnswer;
import com.stateset.sequencer.sync.PushOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Tells whether a server's answer to a batch is about that batch, and its receipts are the sequencer's. Not thread-safe. */
final class AnswerVerifier {

    private final TrustedSequencer sequencer;
    private final SignatureVerifier verifier;

    AnswerVerifier(TrustedSequencer sequencer, SignatureVerifier verifier) {
        this.sequencer = sequencer;
        this.verifier = verifier;
    }

    /** A receipt and the key that it names. */
    private record SignedReceipt(Receipt receipt, Ed25519PublicKey key) {}

    /**
     * Checks an answer; the signatures on all cores.
     *
     * @param held the last event that was held before the batch was sent: what another process has pulled since may be younger
     * @throws TransportException.Incomprehensible if it does not tell one outcome for each event
     * @throws VerificationException if a receipt is not what it should be
     * @throws HistoryMismatchException if the server's history is shorter than what is held
     */
    void verify(List<Event> sent, long held, PushAnswer answer) {
        Map<UUID, PushOutcome> outcomes = new HashMap<>();
        answer.outcomes().forEach(outcome -> outcomes.put(outcome.eventId(), outcome));
        if (outcomes.size() != sent.size()
                || answer.outcomes().size() != sent.size()
                || !sent.stream().allMatch(event -> outcomes.containsKey(event.eventId()))) {
            throw new TransportException.Incomprehensible("the answer does not tell one outcome for each event", null);
        }
        List<SignedReceipt> receipts = new ArrayList<>();
        for (Event event : sent) {
            if (outcomes.get(event.eventId()) instanceof PushOutcome.Stored stored) {
                requireWithin(answer.headSequence(), stored);
                Receipt receipt = stored.receipt();
                if (receipt != null) {
                    requireAbout(event, stored.sequenceNumber(), receipt);
                    addSigned(receipts, receipt);
                }
            }
        }
        receipts.parallelStream().forEach(signed -> signed.receipt().verifySignature(signed.key(), verifier));
        if (answer.headSequence() < held) {
            throw new HistoryMismatchException(
                    answer.headSequence() + 1,
                    "the server's history ends at " + answer.headSequence() + "; " + held + " events are held here");
        }
    }

    private void addSigned(List<SignedReceipt> receipts, Receipt receipt) {
        if (receipt.signature() != null) {
            Ed25519PublicKey key = sequencer
                    .key(receipt.sequencerKeyVersion())
                    .orElseThrow(() -> new VerificationException("the receipt of event " + receipt.eventId()
                            + " is signed with a key that the sequencer does not show"));
            receipts.add(new SignedReceipt(receipt, key));
        }
    }

    private static void requireWithin(long head, PushOutcome.Stored stored) {
        if (stored.sequenceNumber() > head) {
            throw new TransportException.Incomprehensible(
                    "the answer places event " + stored.eventId() + " beyond the stream's head", null);
        }
    }

    private static void requireAbout(Event event, long number, Receipt receipt) {
        if (receipt.sequenceNumber() != number
                || !receipt.receiptHash()
                        .equals(VesHashes.receipt(event.stream(), event.eventId(), number, VesHashes.signing(event)))) {
            throw new VerificationException("the receipt of event " + event.eventId() + " is not about it");
        }
    }
}
