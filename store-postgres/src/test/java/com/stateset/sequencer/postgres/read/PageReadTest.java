package com.stateset.sequencer.postgres.read;

import static com.stateset.sequencer.postgres.Samples.newStream;
import static com.stateset.sequencer.tck.EventBuilder.event;
import static com.stateset.sequencer.tck.StoreContract.batch;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.OwnDatabase;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.postgres.Samples;
import com.stateset.sequencer.postgres.WatchedDataSource;
import com.stateset.sequencer.spi.EventStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which index a filter goes along, for whatever values, before and after the table was analysed; and where a page ends that finds nothing. */
class PageReadTest extends OwnDatabase {

    private static final int EVENTS = 12_000;
    private static final EntityRef USUAL = new EntityRef("order", "o-1");

    private StreamId stream = newStream();
    private WatchedDataSource watched;
    private EventStore store;
    private String lastStatement = "";

    @BeforeEach
    void fill() {
        stream = newStream();
        watched = new WatchedDataSource(dataSource());
        store = closedAfterwards(PostgresEventStore.over(watched));
        for (int i = 0; i < EVENTS / 1000; i++) {
            store.append(List.of(batch(IntStream.range(0, 1000)
                    .mapToObj(n -> event(stream).entity(USUAL).candidate())
                    .toList())));
        }
    }

    @Test
    void a_page_looks_at_10_000_events_and_says_where_to_go_on() {
        ReadOptions never = ReadOptions.forwardsFrom(3).eventType("never");
        EventPage page = store.read(stream, never);
        assertThat(page.events()).isEmpty();
        assertThat(page.next()).contains(never.from(10_003));
        assertThat(store.read(stream, never.from(10_003)).next()).isEmpty();
        ReadOptions back = ReadOptions.backwardsFromHead().entityType("never");
        assertThat(store.read(stream, back).next()).contains(back.from(2_000));
        ReadOptions ofEntity = ReadOptions.forwardsFrom(1).entity(USUAL).eventType("never");
        assertThat(store.read(stream, ofEntity).next()).contains(ofEntity.from(10_001));
        ReadOptions ofEntityBack = ReadOptions.backwardsFromHead().entity(USUAL).correlationId("never");
        assertThat(store.read(stream, ofEntityBack).next()).contains(ofEntityBack.from(2_000));
        assertThat(store.read(stream, ReadOptions.forwardsFrom(1).correlationId("never"))
                        .next())
                .isEmpty();
    }

    @Test
    void filters_go_along_an_index() throws SQLException {
        for (int i = 0; i < 2; i++) {
            assertThat(planOf(ReadOptions.forwardsFrom(1)
                            .eventTypes(List.of("a", "b"))
                            .entityType("c")))
                    .contains("sequence_number >= ", "sequence_number <= ")
                    .doesNotContain("Seq Scan on events");
            assertThat(planOf(ReadOptions.forwardsFrom(1).correlationId("c")))
                    .contains("using events_correlation")
                    .doesNotContain("Sort");
            assertThat(planOf(ReadOptions.backwardsFromHead().correlationId("c")))
                    .contains("events_correlation")
                    .doesNotContain("Sort");
            assertThat(planOf(ReadOptions.forwardsFrom(1).commandId(new UUID(1, 1))))
                    .contains("events_command");
            assertThat(planOf(ReadOptions.forwardsFrom(1).entity(USUAL).eventType("a")))
                    .contains("events_entity")
                    .doesNotContain("Sort");
            Samples.execute(dataSource(), "analyze sequencer.events");
        }
    }

    private String planOf(ReadOptions options) throws SQLException {
        watched.watch((what, connection) -> lastStatement = what);
        assertThat(store.read(stream, options).head()).isEqualTo(EVENTS);
        watched.watch((what, connection) -> {});
        StringBuilder numbered = new StringBuilder();
        int values = 0;
        for (String part : lastStatement.split("\\?", -1)) {
            numbered.append(values == 0 ? "" : "$" + values).append(part);
            values++;
        }
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set plan_cache_mode = force_generic_plan");
            statement.execute("prepare explained as " + numbered);
            String nulls = String.join(", ", Collections.nCopies(values - 1, "null"));
            String plan = String.join("\n", Samples.query(connection, "explain execute explained(" + nulls + ")"));
            statement.execute("deallocate explained");
            statement.execute("reset plan_cache_mode");
            return plan;
        }
    }
}
