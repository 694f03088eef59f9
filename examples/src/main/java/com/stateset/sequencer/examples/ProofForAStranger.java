package com.stateset.sequencer.examples;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.proof.EventProof;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * A proof that an event stands in the log, checked by someone who trusts neither the server nor its database: four values, and
 * no network. {@code sequencer prove} writes them into one file, and {@code sequencer verify-proof} checks it.
 */
public final class ProofForAStranger {

    /** What the stranger is given. The key should come another way than the rest: from a contract, or a web page. */
    private record Evidence(SequencedEvent event, EventProof proof, Commitment commitment, Ed25519PublicKey key) {

        /** Throws at the first thing that does not hold. */
        void check() {
            commitment.verify(); // it is the commitment it says it is,
            commitment.verifySignature(key); // and the sequencer has signed it;
            proof.verify(event, commitment); // its root covers this event, in this place, with this content.
        }
    }

    private ProofForAStranger() {}

    /** Takes nothing. */
    public static void main(String[] args) {
        Evidence evidence = askTheServer();

        evidence.check();
        System.out.println("event 7 of " + evidence.commitment().leafCount() + " is proved by "
                + evidence.proof().path().path().size() + " hashes");

        // Another event in its place, or the same one with another number: the root does not cover it.
        SequencedEvent real = evidence.event();
        SequencedEvent moved = new SequencedEvent(
                real.event(), 8, real.sequencedAt(), real.entityVersion(), real.leafHash(), real.sequencerKeyVersion());
        try {
            new Evidence(moved, evidence.proof(), evidence.commitment(), evidence.key()).check();
            System.out.println("the forgery passed");
        } catch (VerificationException e) {
            System.out.println("forged: " + e.getMessage());
        }
    }

    /** The side that has the log: stores ten events, commits to them with one hash, and proves the seventh. */
    private static Evidence askTheServer() {
        try (Sequencer sequencer = Sequencer.builder()
                .store(SqliteEventStore.inMemory())
                .signingKey(SigningKey.generate())
                .build()) {
            EventStream payments = sequencer.stream(UUID.randomUUID(), UUID.randomUUID());
            List<NewEvent> ten = IntStream.rangeClosed(1, 10)
                    .mapToObj(i -> NewEvent.builder()
                            .entity("payment", "p-" + i)
                            .eventType("payment.received")
                            .payload("{\"cents\":" + 100 * i + "}")
                            .build())
                    .toList();
            payments.append(ten);

            Commitment commitment = payments.commit();
            EventProof proof = payments.prove(7);
            SequencedEvent event =
                    payments.read(ReadOptions.forwardsFrom(7).limit(1)).events().get(0);
            return new Evidence(
                    event, proof, commitment, sequencer.identity().publicKey().orElseThrow());
        }
    }
}
