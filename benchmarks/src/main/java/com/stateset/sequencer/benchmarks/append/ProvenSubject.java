package com.stateset.sequencer.benchmarks.append;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.IngestReceipt;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.postgres.PostgresEventStore;
import java.util.List;
import java.util.UUID;

/** Appends to a sequencer that signs; asks for the signed tree head, and for the proof of each event under it, or does not. */
final class ProvenSubject implements Subject {

    private final Load load;
    private final AppendWorkload workload;
    private final Sequencer sequencer;
    private final EventStream stream;
    private final boolean proven;
    private List<List<NewEvent>> batches = List.of();

    ProvenSubject(String databaseUrl, Load load, AppendWorkload workload, boolean proven) {
        this.load = load;
        this.workload = workload;
        this.proven = proven;
        // The same key, since they share a store; not one that anything is kept under.
        SigningKey key = SigningKey.ofSeed(new byte[SigningKey.SEED_LENGTH]);
        this.sequencer = Sequencer.builder()
                .store(PostgresEventStore.connect(databaseUrl))
                .signingKey(key)
                .build();
        this.stream = sequencer.stream(UUID.randomUUID(), UUID.randomUUID());
    }

    @Override
    public String name() {
        return proven ? "with signed heads and proofs" : "without";
    }

    @Override
    public int callers() {
        return load.callers();
    }

    @Override
    public int eventsPerCall() {
        return load.batch();
    }

    @Override
    public void prepare(int calls) {
        batches = SequencerSubject.batches(workload, load.batch(), calls);
    }

    @Override
    public void call(int caller, int call) {
        IngestReceipt receipt = stream.append(batches.get(call)).orThrow();
        if (receipt.accepted() != load.batch()) {
            throw new IllegalStateException("only " + receipt.accepted() + " events of a batch were new");
        }
        if (proven) {
            prove(receipt);
        }
    }

    /** What a server does for an answer with tree head and proofs. */
    private static void prove(IngestReceipt receipt) {
        long size = receipt.checkpoint().orElseThrow().head().size();
        for (long number = receipt.firstAccepted().orElseThrow();
                number <= receipt.lastAccepted().orElseThrow();
                number++) {
            if (receipt.proof(number).size() != size) {
                throw new IllegalStateException("a proof under another head");
            }
        }
    }

    @Override
    public void close() {
        sequencer.close();
    }
}
