package com.stateset.sequencer.benchmarks.append;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.benchmarks.proof.ProofBenchmark;
import com.stateset.sequencer.benchmarks.turns.Subject;
import com.stateset.sequencer.benchmarks.workload.AppendWorkload;
import com.stateset.sequencer.benchmarks.workload.AppendWorkload.Sample;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.spi.EventStore;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Ours: the public API with its default settings. */
final class SequencerSubject implements Subject {

    private static final int TOUCHED_AT_ONCE = 500;

    private final String name;
    private final Load load;
    private final AppendWorkload workload;
    private final Sequencer sequencer;
    private final boolean proven;
    private final List<EventStream> streams;
    private List<List<NewEvent>> batches = List.of();

    /** Where the calls of this interval begin among the streams: it goes on from those of the last one. */
    private int firstStream;

    private SequencerSubject(String name, Sequencer sequencer, Load load, AppendWorkload workload, boolean proven) {
        this.name = name;
        this.load = load;
        this.workload = workload;
        this.sequencer = sequencer;
        this.proven = proven;
        UUID tenant = UUID.randomUUID();
        this.streams = IntStream.range(0, load.streams())
                .mapToObj(number -> sequencer.stream(tenant, UUID.randomUUID()))
                .toList();
    }

    /** Takes over {@code store}, and names its part. */
    static SequencerSubject named(String name, EventStore store, Load load, AppendWorkload workload) {
        return over(name, Sequencer.builder().store(store).build(), load, workload);
    }

    /** Takes over {@code sequencer}. */
    static SequencerSubject over(String name, Sequencer sequencer, Load load, AppendWorkload workload) {
        return new SequencerSubject(name, sequencer, load, workload, false);
    }

    EventStream first() {
        return streams.get(0);
    }

    /** Has an event in every stream, so that none is new when it is measured. */
    void touchAll() {
        for (int from = 0; from < streams.size(); from += TOUCHED_AT_ONCE) {
            streams.subList(from, Math.min(streams.size(), from + TOUCHED_AT_ONCE)).stream()
                    .map(stream ->
                            stream.appendAsync(List.of(workload.next(1).get(0).toEvent())))
                    .toList()
                    .forEach(CompletableFuture::join);
        }
    }

    /** Lets the first stream grow before anything is measured. */
    SequencerSubject grownTo(int events) {
        ProofBenchmark.fill(streams.get(0), events);
        return this;
    }

    /** Takes over {@code store}. */
    static SequencerSubject on(EventStore store, Load load, AppendWorkload workload) {
        return new SequencerSubject("ours", Sequencer.builder().store(store).build(), load, workload, false);
    }

    /**
     * The same with a signing key, the same for all, since they share a database.
     *
     * @param proven whether callers ask for the signed tree head, and for the proof of each event under it
     */
    static SequencerSubject signing(EventStore store, Load load, AppendWorkload workload, boolean proven) {
        SigningKey key = SigningKey.ofSeed(new byte[SigningKey.SEED_LENGTH]);
        return new SequencerSubject(
                proven ? "with signed heads and proofs" : "without",
                Sequencer.builder().store(store).signingKey(key).build(),
                load,
                workload,
                proven);
    }

    @Override
    public String name() {
        return name;
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
        firstStream = (firstStream + batches.size()) % streams.size();
        batches = batches(workload, load.batch(), calls);
    }

    @Override
    public void call(int caller, int call) {
        // With more streams than callers, each call goes to another.
        EventStream stream =
                streams.get((streams.size() > load.callers() ? firstStream + call : caller) % streams.size());
        IngestReceipt receipt = stream.ingest(batches.get(call));
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
        long last = receipt.lastAccepted().orElseThrow();
        for (long number = receipt.firstAccepted().orElseThrow(); number <= last; number++) {
            if (receipt.proof(number).size() != size) {
                throw new IllegalStateException("a proof under another head");
            }
        }
    }

    @Override
    public void close() {
        sequencer.close();
    }

    /** Makes the input of so many calls. */
    static List<List<NewEvent>> batches(AppendWorkload workload, int batch, int calls) {
        List<List<NewEvent>> next = new ArrayList<>(calls);
        for (int i = 0; i < calls; i++) {
            next.add(workload.next(batch).stream().map(Sample::toEvent).toList());
        }
        return next;
    }
}
