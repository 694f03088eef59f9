package com.stateset.sequencer.benchmarks.micro;

import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendPlan;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.StreamState;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.TileSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does the ordering of an event cost: judging it, numbering it, hashing its leaf, its place in the tree, and its outcome, in a group of 1,000 events
 * of ten callers, beside the leaf's hash alone? The figure is per event; no store is asked anything that takes time.
 *
 * <pre>
 *   java -jar benchmarks/target/benchmarks.jar jmh AppendPlanBenchmark
 *   java -jar benchmarks/target/benchmarks.jar jmh AppendPlanBenchmark -prof gc
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AppendPlanBenchmark {

    private static final int BATCHES = 10;
    private static final int BATCH = 100;
    private static final int EVENTS = BATCHES * BATCH;
    private static final int COMMAND = 5;
    private static final StreamId STREAM = new StreamId(new UUID(1, 2), new UUID(3, 4));
    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");

    /** What the group is made of. */
    public enum Mix {
        /** Every event is new, and demands nothing. */
        NEW,
        /** Every second event is a replay, half of these of the group's own events. */
        DUPLICATES,
        /** Every fifth event demands a version that its entity does not have. */
        CONFLICTS,
        /** Commands of five events each; every fourth one is taken back, for its last event is in conflict. */
        COMMANDS
    }

    /** What the group is made of. */
    @Param
    public Mix mix;

    private List<AppendBatch> group;
    private PlannedLog state;

    /** Made by JMH. */
    public AppendPlanBenchmark() {}

    /** Makes the group, and the state of the stream that it meets. */
    @Setup
    public void makeGroup() {
        state = new PlannedLog();
        List<AdmittedEvent> events = new ArrayList<>(EVENTS);
        for (int i = 0; i < EVENTS; i++) {
            events.add(event(i, events));
        }
        group = new ArrayList<>();
        for (int i = 0; i < EVENTS; i += BATCH) {
            group.add(new AppendBatch(STREAM, events.subList(i, i + BATCH), 1));
        }
    }

    /** Ours: the plan of a group and its results. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public List<AppendResult> planAndResults() {
        return AppendPlan.of(group, stream -> state).results(Map.of(STREAM, NOW));
    }

    /** The limit: a leaf hash for each event, which no plan can do without. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public int leafHashesAlone() {
        int all = 0;
        long sequenceNumber = 1;
        for (AppendBatch batch : group) {
            for (AdmittedEvent event : batch.events()) {
                Hash leaf = VesHashes.leaf(
                        STREAM,
                        sequenceNumber++,
                        event.signingHash(),
                        event.event().authorship().signature());
                all ^= leaf.hashCode();
            }
        }
        return all;
    }

    private AdmittedEvent event(int i, List<AdmittedEvent> before) {
        if (mix == Mix.DUPLICATES && i % 2 == 1) {
            AdmittedEvent repeated = before.get(i - 1);
            if (i % 4 == 1) {
                return repeated;
            }
            return state.store(admitted(i, null, null));
        }
        boolean conflict =
                mix == Mix.CONFLICTS ? i % 5 == 4 : mix == Mix.COMMANDS && i % (4 * COMMAND) == 4 * COMMAND - 1;
        UUID command = mix == Mix.COMMANDS ? new UUID(17, i / COMMAND) : null;
        return admitted(i, command, conflict ? Long.valueOf(1_000_000) : null);
    }

    private static AdmittedEvent admitted(int i, @Nullable UUID command, @Nullable Long baseVersion) {
        CanonicalJson payload = CanonicalJson.parse("{\"total\":" + i + "}");
        Event event = new Event(
                STREAM,
                new UUID(5, i),
                command,
                new EntityRef("order", "o-" + i % 600),
                "order.placed",
                new CreatedAt("2026-03-01T08:00:01.234567Z"),
                new UUID(7, 8),
                baseVersion,
                Payload.clear(payload),
                PayloadHashes.of(payload),
                Authorship.UNSIGNED);
        return new AdmittedEvent(event, VesHashes.signing(event), null, null);
    }

    /** A stream of which everything is at hand. */
    private static final class PlannedLog implements StreamState {

        private static final long HEAD = 1_000_000;

        private final Map<UUID, StoredEvent> stored = new HashMap<>();
        private final CompactRange rightEdge = CompactRange.of(HEAD, new byte[Long.bitCount(HEAD) * Hash.LENGTH]);

        private AdmittedEvent store(AdmittedEvent event) {
            long number = stored.size() + 1L;
            Hash leaf = VesHashes.leaf(
                    STREAM,
                    number,
                    event.signingHash(),
                    event.event().authorship().signature());
            stored.put(event.event().eventId(), new StoredEvent(number, NOW, leaf, 1));
            return event;
        }

        @Override
        public long head() {
            return HEAD;
        }

        @Override
        public CompactRange rightEdge() {
            return rightEdge;
        }

        @Override
        public TileSource tiles() {
            throw new IllegalStateException("nothing is measured by another head");
        }

        @Override
        public @Nullable StoredEvent stored(UUID eventId) {
            return stored.get(eventId);
        }

        @Override
        public boolean commandUsed(UUID commandId) {
            return false;
        }

        /** Not asked: no batch has a condition. */
        @Override
        public long firstMatch(TagQuery query, long after) {
            return 0;
        }

        @Override
        public long version(EntityRef entity) {
            return 0;
        }

        @Override
        public List<AgentKey> agentKeys(UUID agentId) {
            return List.of();
        }

        @Override
        public Instant sequencedAt() {
            return NOW;
        }
    }
}
