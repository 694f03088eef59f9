package com.stateset.sequencer.postgres;

import static com.stateset.sequencer.postgres.Samples.append;
import static com.stateset.sequencer.postgres.Samples.batch;
import static com.stateset.sequencer.postgres.Samples.newStream;
import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.Append;
import com.stateset.sequencer.spi.EventStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every statement is explained on the very connection, with the very settings, that is just about to execute it. The tables hold
 * some thousand rows that nobody has analysed; worse, they were analysed while they were empty.
 */
class AppendsGoByTheIndexesTest extends OwnDatabase {

    private static final Pattern WHOLE_TABLE = Pattern.compile("Seq Scan on (events|stream_heads|stream_ids)");

    private final Map<String, String> plans = new LinkedHashMap<>();
    private WatchedDataSource connections;
    private EventStore store;

    @BeforeEach
    void fillTablesThatWereAnalysedWhileEmpty() {
        connections = new WatchedDataSource(dataSource());
        store = closedAfterwards(PostgresEventStore.over(connections));
        for (String table : List.of("events", "stream_heads", "stream_ids")) {
            Samples.execute(dataSource(), "alter table sequencer." + table + " set (autovacuum_enabled = off)");
            Samples.execute(dataSource(), "truncate sequencer." + table);
            Samples.execute(dataSource(), "analyze sequencer." + table);
        }
        Samples.execute(dataSource(), """
                with filled as (
                    insert into sequencer.stream_ids (tenant_id, store_id)
                    select gen_random_uuid(), gen_random_uuid() from generate_series(1, 3000) returning stream_id
                )
                insert into sequencer.stream_heads (stream_id) select stream_id from filled
                """);
        StreamId large = newStream();
        for (int i = 0; i < 5; i++) {
            store.append(List.of(batch(IntStream.range(0, 1000)
                    .mapToObj(n -> event(large).entity("order", "o-" + n).candidate())
                    .toList())));
        }
        plans.clear();
    }

    @Test
    void fenced_or_locked_for_one_stream_or_many() {
        connections.watch(this::explain);
        StreamId first = newStream();
        StreamId second = newStream();
        UUID command = UUID.randomUUID();

        append(store, event(first).candidate());
        append(store, event(first).candidate());
        append(store, event(first).command(command).candidate());
        store.append(twoStreams(first, second));
        store.append(twoStreams(first, second));
        store.append(twoStreams(first, second));

        assertThat(plans.keySet())
                .anySatisfy(sql -> assertThat(sql).startsWith("with fence"))
                .anySatisfy(sql -> assertThat(sql).startsWith("with wanted"))
                .anySatisfy(sql -> assertThat(sql).contains("for update"))
                .anySatisfy(sql -> assertThat(sql).contains("event_id = k.event_id"))
                .anySatisfy(sql -> assertThat(sql).contains("command_id = k.command_id"))
                .anySatisfy(sql -> assertThat(sql).contains("entity_key = k.entity_key"));
        assertThat(plans).allSatisfy((sql, plan) -> assertThat(plan).as(sql).doesNotContainPattern(WHOLE_TABLE));
    }

    @Test
    void what_readers_ask_goes_by_the_indexes_too() {
        StreamId stream = newStream();
        append(store, event(stream).candidate());
        EntityRef entity = new EntityRef("order", "o-1");
        connections.watch(this::explainForAnyValues);

        store.head(stream);
        store.find(stream, UUID.randomUUID());
        store.read(stream, ReadOptions.forwardsFrom(1));
        store.read(stream, ReadOptions.backwardsFromHead().eventType("order.changed"));
        store.read(stream, ReadOptions.forwardsFrom(1).entity(entity));
        store.read(stream, ReadOptions.backwardsFromHead().entity(entity));
        store.entityHistory(stream, entity, 0, 10);

        assertThat(plans).hasSizeGreaterThanOrEqualTo(7);
        assertThat(plans).allSatisfy((sql, plan) -> assertThat(plan).as(sql).doesNotContainPattern(WHOLE_TABLE));
    }

    private static List<Append> twoStreams(StreamId first, StreamId second) {
        return Stream.of(first, second)
                .map(each -> batch(event(each).candidate()))
                .toList();
    }

    /** As the driver does it: prepared with numbered parameters. Planned for any values of them, as append sessions ask for. */
    private void explain(String what, Connection connection) throws SQLException {
        String sql = what.strip();
        if (!sql.matches("(?s)(with|select|insert) .*") || sql.contains("set_config")) {
            return;
        }
        StringBuilder numbered = new StringBuilder();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < sql.length(); i++) {
            char c = sql.charAt(i);
            if (c == '?') {
                values.add("null");
            }
            numbered.append(c == '?' ? "$" + values.size() : String.valueOf(c));
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("prepare explained as " + numbered);
            plans.put(
                    sql,
                    String.join(
                            "\n",
                            Samples.query(connection, "explain execute explained(" + String.join(", ", values) + ")")));
            statement.execute("deallocate explained");
        }
    }

    private void explainForAnyValues(String what, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local plan_cache_mode = force_generic_plan");
        }
        explain(what, connection);
    }
}
