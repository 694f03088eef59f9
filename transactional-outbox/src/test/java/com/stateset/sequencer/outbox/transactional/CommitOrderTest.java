package com.stateset.sequencer.outbox.transactional;

import static com.stateset.sequencer.outbox.transactional.Shop.SOON;
import static com.stateset.sequencer.outbox.transactional.Shop.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.tck.Race;
import com.stateset.sequencer.tck.Retrying;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Within an entity, events are sequenced in the order in which their transactions committed. */
class CommitOrderTest {

    private static final int WRITERS = 6;
    private static final int TRANSACTIONS = Boolean.getBoolean("sequencer.survival") ? 500 : 40;
    private static final int ENTITIES = 3;

    @TempDir
    private Path folder;

    /** The first writer got its number first; the second may commit before it, if it can. */
    @Test
    void who_appends_second_cannot_commit_first() throws Exception {
        try (Shop shop = new Shop(TestPlace.onPostgres());
                Connection first = shop.database.getConnection()) {
            List<NewEvent> committed = Collections.synchronizedList(new ArrayList<>());
            NewEvent one = event("a");
            NewEvent two = event("a");
            first.setAutoCommit(false);
            shop.outbox.in(first).append(one);
            CompletableFuture<Void> second = CompletableFuture.runAsync(() -> shop.commit(two));
            Retrying.await(
                    "the second writer's commit, or its waiting", SOON, () -> second.isDone() || isLockWaitedFor(shop));
            if (second.isDone()) {
                committed.add(two);
            }
            first.commit();
            committed.add(one);
            second.get(SOON.toSeconds(), TimeUnit.SECONDS);
            if (committed.size() == 1) {
                committed.add(two);
            }
            shop.relayAll();
            assertThat(shop.logged("a"))
                    .isEqualTo(committed.stream().map(NewEvent::eventId).toList())
                    .containsExactly(one.eventId(), two.eventId());
        }
    }

    @Test
    void another_entity_does_not_wait() throws SQLException {
        try (Shop shop = new Shop(TestPlace.onPostgres());
                Connection first = shop.database.getConnection()) {
            first.setAutoCommit(false);
            shop.outbox.in(first).append(event("a"));
            NewEvent elsewhere = event("b");
            shop.commit(elsewhere);
            shop.relayAll();
            assertThat(shop.logged()).containsExactly(elsewhere.eventId());
            first.rollback();
        }
    }

    @Test
    void many_writers_on_postgresql() {
        manyWriters(TestPlace.onPostgres());
    }

    @Test
    void many_writers_on_sqlite() {
        manyWriters(TestPlace.onSqlite(folder));
    }

    /** Writers and two relays at once; what committed is noted as it commits, without keeping other entities waiting. */
    private static void manyWriters(TestPlace place) {
        long seed = Long.getLong("sequencer.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Map<String, List<UUID>> committed = new ConcurrentHashMap<>();
        Set<UUID> rolledBack = ConcurrentHashMap.newKeySet();
        try (Shop shop = new Shop(place);
                OutboxRelay one = shop.startRelay();
                OutboxRelay two = shop.startRelay()) {
            List<Callable<Integer>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                SplittableRandom random = new SplittableRandom(seed + i);
                writers.add(() -> write(shop, random, committed, rolledBack));
            }
            assertThat(Race.run(writers)).doesNotContain(0);
            shop.awaitNothingPending();
            assertThat(one.health().isWell() && two.health().isWell()).isTrue();
            committed.forEach(
                    (entity, events) -> assertThat(loggedAll(shop, entity)).isEqualTo(events));
            assertThat(new HashSet<>(shop.logged())).doesNotContainAnyElementsOf(rolledBack);
        }
    }

    private static List<UUID> loggedAll(Shop shop, String entity) {
        return shop.log
                .readAll(ReadOptions.forwardsFrom(1))
                .filter(event -> event.event().entity().id().equals(entity))
                .map(event -> event.event().eventId())
                .toList();
    }

    private static int write(
            Shop shop, SplittableRandom random, Map<String, List<UUID>> committed, Set<UUID> rolledBack)
            throws SQLException {
        int done = 0;
        for (int i = 0; i < TRANSACTIONS; i++) {
            List<NewEvent> events = new ArrayList<>();
            for (int k = random.nextInt(3); k >= 0; k--) {
                events.add(event("e" + random.nextInt(ENTITIES)));
            }
            boolean oneCall = random.nextInt(20) != 0;
            boolean rollBack = random.nextInt(4) == 0;
            if (!writeOne(shop, events, oneCall, rollBack, committed)) {
                events.forEach(event -> rolledBack.add(event.eventId()));
            } else {
                done++;
            }
        }
        return done;
    }

    /** Returns whether it was committed; not if it should not be, or met another in a deadlock, as only several calls can. */
    private static boolean writeOne(
            Shop shop, List<NewEvent> events, boolean oneCall, boolean rollBack, Map<String, List<UUID>> committed)
            throws SQLException {
        try (Connection connection = shop.database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                List<List<NewEvent>> calls = oneCall
                        ? List.of(events)
                        : events.stream().map(List::of).toList();
                calls.forEach(shop.outbox.in(connection)::append);
            } catch (StoreUnavailableException e) {
                connection.rollback();
                return false;
            }
            if (rollBack) {
                connection.rollback();
                return false;
            }
            // The appends are done, and met each other before: only commits are one after the other here, to be noted
            // as they come.
            synchronized (committed) {
                connection.commit();
                events.forEach(event -> committed
                        .computeIfAbsent(event.entityId(), entity -> new ArrayList<>())
                        .add(event.eventId()));
            }
            return true;
        }
    }

    private static boolean isLockWaitedFor(Shop shop) {
        try (Connection connection = shop.database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select 1 from pg_locks where locktype = 'advisory' and not granted")) {
            return rows.next();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
