package com.stateset.sequencer;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.history.HistorySigner;
import com.stateset.sequencer.ingest.PayloadRule;
import com.stateset.sequencer.tlog.LogName;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Events and streams to test with. */
public final class Samples {

    private Samples() {}

    public static StreamId stream() {
        return new StreamId(UUID.randomUUID(), UUID.randomUUID());
    }

    /** An admission that knows no keys. */
    static Admission admission(int maxEvents, int maxPayloadBytes) {
        return new Admission(
                maxEvents,
                maxPayloadBytes,
                new MemoryStore().agentKeys(),
                SignatureVerifier.bouncyCastle(),
                PayloadRule.NONE,
                UnaryOperator.identity());
    }

    /** A signer that knows no key, on a store of its own. */
    static HistorySigner signer() {
        return new HistorySigner(new MemoryStore(), new LogName("test"), null);
    }

    public static NewEvent.Builder order(String id) {
        return NewEvent.builder().entity("order", id).eventType("order.placed").payload("{\"total\":29.33}");
    }

    public static List<NewEvent> orders(int count) {
        List<NewEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(order("o-" + i).build());
        }
        return events;
    }

    /** What is in use on the heap. The serial collector leaves some of what is free where it lies, but for every fourth collection. */
    public static long heap() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
