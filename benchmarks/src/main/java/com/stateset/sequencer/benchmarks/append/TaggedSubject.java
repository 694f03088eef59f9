package com.stateset.sequencer.benchmarks.append;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.benchmarks.turns.Subject;
import com.stateset.sequencer.benchmarks.workload.AppendWorkload;
import com.stateset.sequencer.dcb.AppendCondition;
import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.spi.EventStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Ours with tags: each event has one that it shares with none before it, and one that it shares with a thousandth of them. Conditions are those of
 * a decision: that no event of the first tag has come since the caller's last append. It always holds, and with many callers there
 * is something behind it to look at.
 */
final class TaggedSubject implements Subject {

    /** What is appended. */
    enum Kind {
        /** All or nothing, with tags, under a condition. */
        CONDITIONAL,
        /** All or nothing, with tags. */
        TAGGED,
        /** All or nothing. */
        UNTAGGED
    }

    private static final int SHARED = 1000;

    private final Kind kind;
    private final Load load;
    private final AppendWorkload workload;
    private final Sequencer sequencer;
    private final EventStream stream;
    private final AtomicLongArray seen;
    private List<List<NewEvent>> batches = List.of();
    private long made;

    /** Takes over {@code store}. */
    TaggedSubject(Kind kind, EventStore store, Load load, AppendWorkload workload) {
        this.kind = kind;
        this.load = load;
        this.workload = workload;
        this.sequencer = Sequencer.builder().store(store).build();
        this.stream = sequencer.stream(UUID.randomUUID(), UUID.randomUUID());
        this.seen = new AtomicLongArray(load.callers());
    }

    @Override
    public String name() {
        return kind.name().toLowerCase(Locale.ROOT);
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
        List<List<NewEvent>> next = new ArrayList<>(calls);
        for (List<NewEvent> batch : SequencerSubject.batches(workload, load.batch(), calls)) {
            next.add(
                    kind == Kind.UNTAGGED
                            ? batch
                            : batch.stream().map(this::tagged).toList());
        }
        batches = next;
    }

    private NewEvent tagged(NewEvent event) {
        made++;
        return event.toBuilder()
                .tag("cart:" + made)
                .tag("customer:" + made % SHARED)
                .build();
    }

    @Override
    public void call(int caller, int call) {
        List<NewEvent> batch = batches.get(call);
        if (kind == Kind.CONDITIONAL) {
            TagQuery query = TagQuery.tagged(batch.get(0).tags().stream()
                    .filter(tag -> tag.startsWith("cart:"))
                    .findFirst()
                    .orElseThrow());
            IngestReceipt receipt = stream.append(batch, new AppendCondition(query, seen.get(caller)));
            seen.set(caller, receipt.lastAccepted().orElseThrow());
        } else {
            stream.append(batch);
        }
    }

    @Override
    public void close() {
        sequencer.close();
    }
}
