package shop;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.nio.file.Path;
import java.util.UUID;

/** Appends the first event, and proves it under the sequencer's signature. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        SigningKey key = SigningKey.ofSeed(new byte[SigningKey.SEED_LENGTH]);
        try (Sequencer sequencer = Sequencer.builder()
                .store(SqliteEventStore.open(Path.of(args[0])))
                .signingKey(key)
                .build()) {
            EventStream orders = sequencer.stream(UUID.randomUUID(), UUID.randomUUID());
            NewEvent placed = NewEvent.builder()
                    .entity("order", "o-1")
                    .eventType("order.placed")
                    .payload("{\"total\":29.33}")
                    .build();
            IngestReceipt receipt = orders.append(placed);
            Commitment commitment = orders.commit();
            commitment.verifySignature(key.publicKey());
            orders.prove(receipt.lastSequence()).verify(commitment);
            System.out.println(Main.class.getModule() + " stored and proved event " + receipt.lastSequence() + " by "
                    + SignatureVerifier.standard().getClass().getSimpleName());
        }
    }
}
