package com.stateset.sequencer.benchmarks.append;

import com.stateset.sequencer.benchmarks.turns.Subject;
import com.stateset.sequencer.benchmarks.workload.AppendWorkload;
import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.sync.BaseVersions;
import com.stateset.sequencer.sync.OutboxProfile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Ours: an outbox in a file of its own. */
final class OutboxSubject implements Subject {

    private static final int KEY_ID = 1;

    private final int batch;
    private final AppendWorkload workload;
    private final SqliteOutbox outbox;
    private List<List<NewEvent>> batches = List.of();

    OutboxSubject(Path path, OutboxBenchmarkCase asked, AppendWorkload workload) {
        this.batch = asked.batch();
        this.workload = workload;
        UUID agentId = UUID.randomUUID();
        OutboxProfile profile = new OutboxProfile(new StreamId(UUID.randomUUID(), UUID.randomUUID()), agentId);
        this.outbox = asked.signed()
                ? SqliteOutbox.open(
                        path, profile.keyId(KEY_ID), new AgentSigner(agentId, KEY_ID, SigningKey.generate()))
                : SqliteOutbox.open(path, profile, null);
    }

    @Override
    public String name() {
        return "ours";
    }

    @Override
    public int callers() {
        return 1;
    }

    @Override
    public int eventsPerCall() {
        return batch;
    }

    @Override
    public void prepare(int calls) {
        List<List<NewEvent>> next = new ArrayList<>(calls);
        for (int i = 0; i < calls; i++) {
            next.add(workload.next(batch).stream()
                    .map(AppendWorkload.Sample::toEvent)
                    .toList());
        }
        batches = next;
    }

    @Override
    public void call(int caller, int call) {
        outbox.append(batches.get(call), BaseVersions.AS_GIVEN);
    }

    @Override
    public void close() {
        outbox.close();
    }
}
