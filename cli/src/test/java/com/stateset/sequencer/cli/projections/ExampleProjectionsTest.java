package com.stateset.sequencer.cli.projections;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.cli.Purchases;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.projection.Projection;
import com.stateset.sequencer.projection.ProjectionOptions;
import com.stateset.sequencer.projection.runner.ProjectionRunners;
import com.stateset.sequencer.projection.runner.Projections;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import com.stateset.sequencer.testsupport.TestPostgres;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleProjectionsTest {

    private static final UUID TENANT = UUID.randomUUID();
    private static final UUID STORE = UUID.randomUUID();
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int BATCH = 500;

    @TempDir
    private Path directory;

    @Test
    void the_value_of_each_customer_is_the_sum_of_what_they_bought() throws Exception {
        requireLifetimeValues(SqliteEventStore.open(directory.resolve("events.db")), file(), Integer.MAX_VALUE);
    }

    @Test
    void on_postgresql_too() throws Exception {
        String url = TestPostgres.shared().createDatabase();
        requireLifetimeValues(
                PostgresEventStore.connect(url),
                Jdbi.create(
                        "jdbc:postgresql" + url.substring(url.indexOf("://")).replace("postgres:postgres@", "")
                                + "?user=postgres&password=postgres&currentSchema=projections"),
                1000);
    }

    @Test
    void orders_come_to_what_was_placed_paid_and_refunded() throws Exception {
        EventStore store = SqliteEventStore.open(directory.resolve("events.db"));
        try (Sequencer sequencer = open(store, new OrderTotals())) {
            EventStream shop = sequencer.stream(TENANT, STORE);
            shop.append(
                    event("order", "o-1", "order.placed", "{\"customer\":\"ada\",\"units\":2,\"total\":19.98}"),
                    event("order", "o-2", "order.placed", "{\"customer\":\"alan\",\"units\":1,\"total\":5}"),
                    event("order", "o-1", "order.paid", "{\"amount\":19.98}"),
                    event("order", "o-1", "order.shipped", "{\"carrier\":\"parcel post\"}"),
                    event("order", "o-1", "order.refunded", "{\"amount\":9.99}"));
            awaitApplied(store, new OrderTotals(), 5);
            assertThat(rows(
                            file(),
                            "select order_id, customer, status, placed_cents, paid_cents, refunded_cents"
                                    + " from order_totals order by order_id"))
                    .containsExactly(
                            List.of("o-1", "ada", "refunded", "1998", "1998", "999"),
                            List.of("o-2", "alan", "placed", "500", "0", "0"));
        }
    }

    @Test
    void stock_never_falls_below_zero_and_violations_are_kept() throws Exception {
        EventStore store = SqliteEventStore.open(directory.resolve("events.db"));
        try (Sequencer sequencer = open(store, new Inventory())) {
            EventStream shop = sequencer.stream(TENANT, STORE);
            shop.append(
                    event("item", "horses", "inventory.counted", "{\"on_hand\":3}"),
                    event("item", "horses", "inventory.adjusted", "{\"change\":-2}"),
                    event("item", "horses", "inventory.adjusted", "{\"change\":-2}"),
                    event("item", "horses", "inventory.adjusted", "{\"change\":4}"),
                    event("item", "rumours", "inventory.adjusted", "{\"change\":-1}"),
                    event("item", "horses", "inventory.counted", "{\"on_hand\":-7}"),
                    event("item", "grains", "inventory.adjusted", "{\"change\":9223372036854775000}"),
                    event("item", "grains", "inventory.adjusted", "{\"change\":9223372036854775000}"));
            awaitApplied(store, new Inventory(), 8);
            assertThat(rows(file(), "select item_id, on_hand from inventory order by item_id"))
                    .containsExactly(
                            List.of("grains", "9223372036854775000"), List.of("horses", "5"), List.of("rumours", "0"));
            assertThat(rows(
                            file(),
                            "select sequence_number, item_id, wanted from inventory_violations"
                                    + " order by sequence_number"))
                    .containsExactly(
                            List.of("3", "horses", "-2"),
                            List.of("5", "rumours", "-1"),
                            List.of("6", "horses", "-7"),
                            List.of("8", "grains", "9223372036854775000"));
        }
    }

    private void requireLifetimeValues(EventStore store, Jdbi database, int purchases) throws Exception {
        Map<String, List<String>> expected = new TreeMap<>();
        List<NewEvent> events = new ArrayList<>();
        List<String> lines = Files.readAllLines(Purchases.real(directory).file());
        for (String line : lines.stream().limit(purchases).toList()) {
            String[] cells = line.strip().split(" +", -1);
            expected.merge(cells[0], List.of(cells[0], "1", cells[3], cents(cells[4])), ExampleProjectionsTest::sum);
            events.add(event(
                    "order",
                    cells[0] + "-" + events.size(),
                    "order.placed",
                    String.format(
                            Locale.ROOT,
                            "{\"customer\":\"%s\",\"cds\":%s,\"dollars\":%s}",
                            cells[0],
                            cells[3],
                            cells[4])));
        }
        try (Sequencer sequencer = open(store, new LifetimeValue())) {
            for (int from = 0; from < events.size(); from += BATCH) {
                sequencer.stream(TENANT, STORE).append(events.subList(from, Math.min(from + BATCH, events.size())));
            }
            awaitApplied(store, new LifetimeValue(), events.size());
            assertThat(rows(database, "select customer, purchases, units, cents from lifetime_value order by customer"))
                    .containsExactlyElementsOf(expected.values());
            assertThat(Projections.of(store).verify(new LifetimeValue(), ProjectionOptions.defaults()))
                    .isEmpty();
        }
    }

    private static List<String> sum(List<String> one, List<String> other) {
        List<String> sum = new ArrayList<>(List.of(one.get(0)));
        for (int column = 1; column < one.size(); column++) {
            sum.add(Long.toString(Long.parseLong(one.get(column)) + Long.parseLong(other.get(column))));
        }
        return sum;
    }

    private static String cents(String dollars) {
        return new BigDecimal(dollars).movePointRight(2).toBigIntegerExact().toString();
    }

    private static Sequencer open(EventStore store, Projection projection) {
        return Sequencer.builder()
                .store(store)
                .with(ProjectionRunners.of(projection))
                .build();
    }

    private static void awaitApplied(EventStore store, Projection projection, long number) throws InterruptedException {
        StreamId stream = new StreamId(TENANT, STORE);
        assertThat(Projections.of(store).awaitApplied(projection.name(), stream, number, LIMIT))
                .isTrue();
    }

    private Jdbi file() {
        return Jdbi.create("jdbc:sqlite:" + directory.resolve("events.db"));
    }

    private static List<List<String>> rows(Jdbi database, String sql) {
        return database.withHandle(handle -> handle.createQuery(sql)
                .map((row, context) -> {
                    List<String> values = new ArrayList<>();
                    for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                        values.add(row.getString(column));
                    }
                    return values;
                })
                .list());
    }

    private static NewEvent event(String entityType, String entityId, String eventType, String payload) {
        return NewEvent.builder()
                .entity(entityType, entityId)
                .eventType(eventType)
                .payload(payload)
                .createdAt("2026-03-02T09:00:00Z")
                .sourceAgent(UUID.randomUUID())
                .build();
    }
}
