package com.stateset.sequencer.jackson;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.spi.StoredCommitment;
import com.stateset.sequencer.test.TestSequencer;
import java.util.ArrayList;
import java.util.List;

/** One value of each type that an application may return, as a real sequencer makes them; signed. */
final class ReturnedValues {

    private static final EntityRef ORDER = new EntityRef("order", "o-1");
    private static final SigningKey KEY = SigningKey.ofSeed(new byte[SigningKey.SEED_LENGTH]);

    /** A number that Java writes in another way, and a name that Jackson would not read. */
    static final String PAYLOAD =
            "{\"" + "n".repeat(60_000) + "\":[29.3,1e+21,1e-7,9007199254740992],\"customer\":\"Jörg\"}";

    private ReturnedValues() {}

    static List<Object> all() {
        try (TestSequencer test = TestSequencer.start(builder -> builder.signingKey(KEY))) {
            EventStream orders = test.stream();
            NewEvent placed = test.fixed(NewEvent.builder()
                    .entity(ORDER.type(), ORDER.id())
                    .eventType("order.placed")
                    .payload(PAYLOAD)
                    .build());
            NewEvent stale = test.fixed(placed.toBuilder().baseVersion(7L).build());
            IngestReceipt receipt = orders.ingest(placed, placed, stale);
            Commitment commitment = orders.commit();
            SequencedEvent event = orders.find(placed.eventId()).orElseThrow();
            List<Object> values = new ArrayList<>(receipt.outcomes());
            values.addAll(List.of(
                    receipt,
                    event,
                    orders.read(ReadOptions.forwardsFrom(1)),
                    orders.read(ReadOptions.forwardsFrom(2)),
                    orders.entityHistory(ORDER),
                    test.sequencer().identity().receipt(event),
                    commitment,
                    StoredCommitment.of(commitment),
                    orders.prove(1),
                    receipt.treeHead(),
                    receipt.proof(1),
                    receipt.checkpoint().orElseThrow(),
                    orders.history().proof(1),
                    event.leafHash(),
                    KEY.publicKey(),
                    commitment.signature()));
            return values;
        }
    }

    /** What an application returns: a value of its own with the log's in it. */
    record Answer(String orderId, Outcome.Stored stored, List<SequencedEvent> events) {}
}
