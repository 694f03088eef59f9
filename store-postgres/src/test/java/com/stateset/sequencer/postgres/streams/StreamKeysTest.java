package com.stateset.sequencer.postgres.streams;

import static com.stateset.sequencer.postgres.Samples.append;
import static com.stateset.sequencer.postgres.Samples.batch;
import static com.stateset.sequencer.postgres.Samples.newStream;
import static com.stateset.sequencer.postgres.Samples.readAll;
import static com.stateset.sequencer.postgres.Samples.said;
import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.OwnDatabase;
import com.stateset.sequencer.postgres.Samples;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.EventStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** One event id, one command id, one entity in several streams: none of them knows of the other. */
class StreamKeysTest extends OwnDatabase {

    private static final EntityRef ENTITY = new EntityRef("order", "o-1");

    private final UUID eventId = UUID.randomUUID();
    private final UUID commandId = UUID.randomUUID();

    @Test
    void neither_in_one_group_nor_one_after_the_other() {
        EventStore store = open();
        StreamId one = newStream();
        StreamId sameTenant = new StreamId(one.tenantId(), UUID.randomUUID());
        StreamId sameStore = new StreamId(UUID.randomUUID(), one.storeId());
        StreamId mirrored = new StreamId(one.storeId(), one.tenantId());
        List<StreamId> streams = List.of(one, sameTenant, sameStore, mirrored);

        for (String round : List.of("accepted 1", "duplicate 1")) {
            assertThat(append(store, theEvent(one))).containsExactly(round);
            List<AppendBatch> group =
                    streams.stream().map(each -> batch(theEvent(each))).toList();
            assertThat(store.append(group).stream().flatMap(each -> said(each).stream()))
                    .containsExactly("duplicate 1", round, round, round);
        }

        assertThat(streams).allSatisfy(stream -> {
            assertThat(readAll(store, stream)).singleElement().satisfies(row -> {
                assertThat(row.event()).isEqualTo(theEvent(stream).event());
                assertThat(row.entityVersion()).isEqualTo(1);
            });
            assertThat(store.find(stream, eventId)).isPresent();
            assertThat(store.entityHistory(stream, ENTITY, 0, 10).version()).isEqualTo(1);
        });
    }

    @Test
    void nor_when_they_are_planned_from_memory() {
        EventStore store = open();
        StreamId one = newStream();
        StreamId two = new StreamId(one.tenantId(), UUID.randomUUID());
        for (int i = 1; i <= 2; i++) {
            store.append(Stream.of(one, two)
                    .map(each -> batch(event(each).entity("order", "warm").candidate()))
                    .toList());
        }
        append(store, event(one).id(eventId).entity(ENTITY).candidate());

        assertThat(append(store, event(two).id(eventId).entity(ENTITY).candidate()))
                .containsExactly("accepted 3");
        assertThat(append(store, event(two).entity(ENTITY).baseVersion(1L).candidate()))
                .containsExactly("accepted 4");
        assertThat(store.entityHistory(one, ENTITY, 0, 10).version()).isEqualTo(1);
        assertThat(store.entityHistory(two, ENTITY, 0, 10).version()).isEqualTo(2);
    }

    @Test
    void a_key_takes_what_is_counted() throws SQLException {
        StreamKeys keys = new StreamKeys();
        int streams = 20_000;
        try (Connection connection = dataSource().getConnection()) {
            remember(keys, connection, 1000);
            long before = Samples.heap();
            for (int made = 0; made < streams; made += 1000) {
                remember(keys, connection, 1000);
            }
            assertThat((Samples.heap() - before) / streams).isCloseTo(StreamKeys.BYTES, Percentage.withPercentage(25));
        }
        keys.forget();
    }

    private static void remember(StreamKeys keys, Connection connection, int streams) throws SQLException {
        UUID tenant = UUID.randomUUID();
        keys.ensure(
                connection,
                Stream.generate(() -> new StreamId(
                                new UUID(tenant.getMostSignificantBits(), tenant.getLeastSignificantBits()),
                                UUID.randomUUID()))
                        .limit(streams)
                        .toList(),
                new HashMap<>());
    }

    private AdmittedEvent theEvent(StreamId stream) {
        return event(stream)
                .id(eventId)
                .command(commandId)
                .entity(ENTITY)
                .baseVersion(0L)
                .candidate();
    }
}
