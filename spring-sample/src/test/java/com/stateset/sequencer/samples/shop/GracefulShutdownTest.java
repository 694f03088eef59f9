package com.stateset.sequencer.samples.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.outbox.transactional.TransactionalOutbox;
import com.stateset.sequencer.projection.runner.Projections;
import com.stateset.sequencer.spring.EventOutbox;
import com.stateset.sequencer.testsupport.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;

/** The context is closed while orders and appends are under way, and projections, the relay and a subscriber are at work. */
@ExtendWith(OutputCaptureExtension.class)
class GracefulShutdownTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void in_one_postgresql_with_one_pool(CapturedOutput output) throws Exception {
        String database = TestPostgres.shared().createDatabase();
        closeWhileAtWork(() -> PostgresShopTest.start(database), output);
    }

    @Test
    void in_two_files_of_sqlite(@TempDir Path folder, CapturedOutput output) throws Exception {
        closeWhileAtWork(() -> SqliteShopTest.start(folder), output);
    }

    private static void closeWhileAtWork(Supplier<RunningShop> place, CapturedOutput output) throws Exception {
        BusyClients clients;
        try (RunningShop shop = place.get()) {
            clients = BusyClients.of(shop);
            clients.awaitAtWork(LIMIT);
            long start = System.nanoTime();
            shop.context().close();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
            clients.awaitEnd(LIMIT);
        }
        // Tomcat interrupts a request that comes in as the last one ends: what became of its order is not known to it.
        assertThat(output.getAll().lines().filter(line -> line.contains("ERROR")))
                .allMatch(line -> line.contains("interrupted while waiting for the outcome"));
        try (RunningShop shop = place.get()) {
            check(shop, clients);
        }
    }

    /** What was answered is there once, what was refused is not, and each order has its event. */
    private static void check(RunningShop shop, BusyClients clients) throws InterruptedException {
        EventStream log = shop.bean(EventStream.class);
        List<String> ordered = shop.bean(JdbcTemplate.class).queryForList("select id from orders", String.class);
        assertThat(ordered).containsAll(clients.ordered());
        TransactionalOutbox outbox = shop.bean(EventOutbox.class).ofStream();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!outbox.backlog().isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        List<SequencedEvent> events = log.readAll(ReadOptions.forwardsFrom(1).limit(1000)).toList();
        assertThat(idsOf(BusyClients.APPENDING, events)).containsExactlyInAnyOrderElementsOf(clients.appended());
        assertThat(idsOf(BusyClients.ORDERING, events)).containsExactlyInAnyOrderElementsOf(ordered);
        for (String projection : List.of("customer_orders", "spent")) {
            assertThat(shop.bean(Projections.class).awaitApplied(projection, log.id(), events.size(), LIMIT))
                    .isTrue();
        }
        assertThat(shop.bean(JdbcTemplate.class)
                        .queryForObject("select sum(cents) from customer_orders", Long.class))
                .isEqualTo(events.size());
    }

    private static List<String> idsOf(String prefix, List<SequencedEvent> events) {
        return events.stream()
                .map(event -> event.event().entity().id())
                .filter(id -> id.startsWith(prefix))
                .toList();
    }
}
