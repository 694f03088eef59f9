package com.stateset.sequencer.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.sync.BaseVersions;
import com.stateset.sequencer.sync.BatchLimits;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.sync.PushOutcome;
import com.stateset.sequencer.sync.conflict.ConflictPolicies;
import com.stateset.sequencer.sync.conflict.ConflictPolicy;
import com.stateset.sequencer.sync.conflict.ConflictSettler;
import com.stateset.sequencer.tck.process.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Killed while it settles, or beside others that settle too, a process leaves each conflict as it was, or settled. */
class SettleCrashTest {

    private static final boolean SURVIVAL = Boolean.getBoolean("sequencer.survival");
    private static final int ROUNDS = SURVIVAL ? 100 : 2;
    private static final int CONFLICTS = 40;
    private static final int CHAIN = 3;

    @TempDir
    private Path folder;

    private Path original;

    /** Of each chain the first event was rejected, and the others wait behind it. */
    @BeforeEach
    void conflict() {
        original = folder.resolve("original.db");
        try (SqliteOutbox outbox = open(original)) {
            List<NewEvent> drafts = new ArrayList<>();
            for (int i = 0; i < CONFLICTS * CHAIN; i++) {
                drafts.add(NewEvent.builder()
                        .entity("order", "e" + i % CONFLICTS)
                        .eventType("order.changed")
                        .payload(Integer.toString(i))
                        .build());
            }
            outbox.append(drafts, BaseVersions.FROM_LOCAL);
            List<LocalEvent> firsts = outbox.journal().take(new BatchLimits(CONFLICTS, CONFLICTS, 1 << 20, false));
            assertThat(firsts).hasSize(CONFLICTS);
            outbox.journal()
                    .record(
                            firsts.stream()
                                    .<PushOutcome>map(event -> new PushOutcome.Rejected(
                                            event.eventId(), "version_conflict", "expected 0, actual 1"))
                                    .toList(),
                            0);
        }
    }

    @Test
    void a_kill_leaves_each_conflict_as_it_was_or_settled() throws Exception {
        long seed = Long.getLong("sequencer.seed", System.nanoTime());
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        long nanos = CrashRun.runFor(
                ASettlingJvm.class, TimeUnit.MINUTES.toNanos(1), Files.copy(original, folder.resolve("whole.db")));
        long settled = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Path file = Files.copy(original, folder.resolve("outbox-" + round + ".db"));
            long ignored = CrashRun.runFor(ASettlingJvm.class, random.nextLong(nanos), file);
            settled += check(file);
        }
        System.out.println(settled + " of " + ROUNDS * CONFLICTS + " were settled before the kill");
    }

    @Test
    void processes_that_settle_at_once_settle_each_conflict_once() throws IOException, InterruptedException {
        for (int count : SURVIVAL ? new int[] {2, 5} : new int[] {2}) {
            Path file = Files.copy(original, folder.resolve("shared-" + count + ".db"));
            CountDownLatch lines = new CountDownLatch(2 * count);
            List<ChildJvm> children = new ArrayList<>();
            try {
                for (int i = 0; i < count; i++) {
                    children.add(start(file, lines));
                }
                assertThat(lines.await(120, TimeUnit.SECONDS)).isTrue();
            } finally {
                children.forEach(ChildJvm::close);
            }
            assertThat(check(file)).isEqualTo(CONFLICTS);
        }
    }

    private static SqliteOutbox open(Path file) {
        return SqliteOutbox.open(file, CrashSamples.PROFILE, CrashSamples.SIGNER);
    }

    private static ChildJvm start(Path file, CountDownLatch lines) {
        return ChildJvm.start(ASettlingJvm.class, List.of(file.toString()), line -> {
            lines.countDown();
            return true;
        });
    }

    /** Returns how many are settled; then settles the rest, and looks at what would be sent. */
    private static long check(Path file) {
        try (SqliteOutbox outbox = open(file)) {
            Map<String, List<LocalEvent>> chains = outbox.list(0, 10_000).stream()
                    .filter(event -> !(event.state() instanceof LocalState.Replaced))
                    .collect(Collectors.groupingBy(
                            event -> event.event().entity().id()));
            assertThat(chains).hasSize(CONFLICTS);
            assertThat(chains.values()).allSatisfy(chain -> {
                long rejected = count(chain, LocalState.Rejected.class);
                assertThat(chain).hasSize(CHAIN);
                assertThat(count(chain, LocalState.Blocked.class)).isEqualTo(rejected * (CHAIN - 1));
                assertThat(count(chain, LocalState.Pending.class)).isEqualTo((1 - rejected) * CHAIN);
            });
            long settled = chains.values().stream()
                    .filter(chain -> count(chain, LocalState.Rejected.class) == 0)
                    .count();
            boolean ignored = new ConflictSettler(outbox, ConflictPolicies.of(ConflictPolicy.MINE)).settleAll();
            assertThat(outbox.conflicts()).isEmpty();
            requireInOrder(outbox.journal().take(new BatchLimits(10_000, 10_000, 1 << 24, true)));
            return settled;
        }
    }

    private static void requireInOrder(List<LocalEvent> sent) {
        assertThat(sent).hasSize(CONFLICTS * CHAIN);
        sent.stream()
                .collect(Collectors.groupingBy(event -> event.event().entity().id()))
                .forEach((entity, chain) -> {
                    long first = Long.parseLong(entity.substring(1));
                    assertThat(chain)
                            .extracting(event -> ((Payload.Clear) event.event().payload())
                                    .json()
                                    .toString())
                            .containsExactlyElementsOf(LongStream.range(0, CHAIN)
                                    .mapToObj(i -> Long.toString(first + i * CONFLICTS))
                                    .toList());
                    assertThat(chain)
                            .extracting(event -> event.event().baseVersion())
                            .containsExactly(0L, 1L, 2L);
                });
    }

    private static long count(List<LocalEvent> chain, Class<? extends LocalState> state) {
        return chain.stream().filter(event -> state.isInstance(event.state())).count();
    }
}
