package com.stateset.sequencer.benchmarks.append;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.benchmarks.turns.Subject;
import com.stateset.sequencer.benchmarks.workload.AppendWorkload;
import com.stateset.sequencer.benchmarks.workload.EntityMix;
import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EventStore;
import java.util.List;
import java.util.UUID;

/** Ours: batches of events that their agent signed beforehand, each signature verified before the event is stored. */
final class SignedSubject implements Subject {

    private static final int BATCH = 100;

    private final int callers;
    private final AppendWorkload workload;
    private final Sequencer sequencer;
    private final EventStream stream;
    private final AgentSigner signer = new AgentSigner(UUID.randomUUID(), 1, SigningKey.generate());
    private List<List<NewEvent>> batches = List.of();

    /** Takes over {@code store}. */
    SignedSubject(EventStore store, int callers, long seed) {
        this.callers = callers;
        this.workload = new AppendWorkload(seed, EntityMix.MIXED);
        this.sequencer = Sequencer.builder().store(store).build();
        this.stream = sequencer.stream(UUID.randomUUID(), UUID.randomUUID());
        sequencer.agentKeys().register(signer.agentKey(stream.id().tenantId()));
    }

    AgentSigner signer() {
        return signer;
    }

    @Override
    public String name() {
        return "ours";
    }

    @Override
    public int callers() {
        return callers;
    }

    @Override
    public int eventsPerCall() {
        return BATCH;
    }

    @Override
    public void prepare(int calls) {
        StreamId id = stream.id();
        batches = SequencerSubject.batches(workload, BATCH, calls).parallelStream()
                .map(batch ->
                        batch.stream().map(event -> signer.sign(id, event)).toList())
                .toList();
    }

    @Override
    public void call(int caller, int call) {
        if (stream.ingest(batches.get(call)).accepted() != BATCH) {
            throw new IllegalStateException("not all events of a batch were new");
        }
    }

    @Override
    public void close() {
        sequencer.close();
    }
}
