package com.stateset.sequencer.outbox.transactional;

import static com.stateset.sequencer.outbox.transactional.Shop.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.tck.process.ChildJvm;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Relays in processes of their own are killed (SIGKILL), in most rounds right after the log took a batch and before that was noted,
 * while an application goes on committing and rolling back; some are frozen for a while before. Nothing is lost, doubled, out of order, or from a rolled-back transaction.
 * With {@code -Dsequencer.survival=true} 250 kills on each database, with {@code -Dsequencer.rounds=N} so many.
 */
class RelayCrashTest {

    private static final int KILLS =
            Integer.getInteger("sequencer.rounds", Boolean.getBoolean("sequencer.survival") ? 250 : 2);
    private static final int ENTITIES = 5;
    private static final int CHUNK = 60;

    @TempDir
    private Path folder;

    private final Map<String, List<UUID>> committed = new HashMap<>();
    private final Set<UUID> rolledBack = new HashSet<>();

    @Test
    void killed_relays_on_postgresql() throws Exception {
        survive(TestPlace.onPostgres());
    }

    @Test
    void killed_relays_on_sqlite() throws Exception {
        survive(TestPlace.onSqlite(folder));
    }

    private void survive(TestPlace place) throws Exception {
        long seed = Long.getLong("sequencer.seed", System.nanoTime());
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        try (Shop shop = new Shop(place)) {
            for (int kill = 0; kill < KILLS; kill++) {
                round(place, shop, random, kill % 2 == 1);
            }
            shop.relayAll();
            check(shop);
        }
    }

    /** One or two relays work; one of them is killed when it has brought some batches to the log. */
    private void round(TestPlace place, Shop shop, SplittableRandom random, boolean two) throws Exception {
        CountDownLatch batches = new CountDownLatch(1 + random.nextInt(4));
        try (ChildJvm victim = start(place, batches);
                ChildJvm other = two ? start(place, new CountDownLatch(1)) : victim) {
            victim.awaitLine("READY"::equals, Duration.ofSeconds(60));
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            // With a rival, all the work may be done by that one: then the kill comes at some moment.
            for (int chunk = 0; batches.getCount() > 0 && chunk < (two ? 4 : 1000); chunk++) {
                write(shop, random);
                assertThat(System.nanoTime()).isLessThan(deadline);
                if (batches.await(20, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
            if (random.nextInt(3) == 0) {
                victim.stop();
                CompletableFuture<Void> resumed = CompletableFuture.completedFuture(null);
                if (!place.isPostgres()) {
                    // It may stand still as the one writer: then the application waits for it.
                    resumed = CompletableFuture.runAsync(
                            victim::resume, CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS));
                }
                write(shop, random);
                resumed.join();
            }
            victim.kill();
            write(shop, random);
            assertThat(other.isAlive()).isEqualTo(two);
        }
    }

    private static ChildJvm start(TestPlace place, CountDownLatch batches) {
        return ChildJvm.start(ARelayingJvm.class, List.of(place.where()), line -> {
            boolean appended = line.equals("APPENDED");
            if (appended) {
                batches.countDown();
            }
            return appended;
        });
    }

    private void write(Shop shop, SplittableRandom random) throws SQLException {
        try (Connection connection = shop.database.getConnection()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < CHUNK; i++) {
                NewEvent event = event("e" + random.nextInt(ENTITIES));
                shop.outbox.in(connection).append(event);
                if (random.nextInt(4) == 0) {
                    connection.rollback();
                    rolledBack.add(event.eventId());
                } else {
                    connection.commit();
                    committed
                            .computeIfAbsent(event.entityId(), entity -> new ArrayList<>())
                            .add(event.eventId());
                }
            }
        }
    }

    private void check(Shop shop) {
        Map<String, List<UUID>> logged = new HashMap<>();
        List<SequencedEvent> all =
                shop.log.readAll(ReadOptions.forwardsFrom(1).limit(1000)).toList();
        all.forEach(event -> logged.computeIfAbsent(event.event().entity().id(), entity -> new ArrayList<>())
                .add(event.event().eventId()));
        assertThat(logged).isEqualTo(committed);
        assertThat(all).extracting(event -> event.event().eventId()).doesNotContainAnyElementsOf(rolledBack);
        assertThat(shop.outbox.backlog().isEmpty()).isTrue();
    }
}
