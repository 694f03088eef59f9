package com.stateset.sequencer.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.encryption.EventDecryptor;
import com.stateset.sequencer.encryption.RecipientKey;
import com.stateset.sequencer.encryption.Recipients;
import com.stateset.sequencer.encryption.X25519PrivateKey;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.projection.FailurePolicy;
import com.stateset.sequencer.projection.ParkedEvent;
import com.stateset.sequencer.projection.ProjectionOptions;
import com.stateset.sequencer.projection.ProjectionState;
import com.stateset.sequencer.projection.ProjectionTable;
import com.stateset.sequencer.projection.TypedProjection;
import com.stateset.sequencer.projection.jdbi.JdbiProjection;
import com.stateset.sequencer.projection.runner.ProjectionRunners;
import com.stateset.sequencer.replay.EventTypes;
import com.stateset.sequencer.replay.EventTypesBuilder;
import com.stateset.sequencer.replay.TypedEvent;
import com.stateset.sequencer.replay.UnknownEvents;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over events that are encrypted end to end: read with a key, and without one as a policy says. */
@Timeout(60)
class TypedProjectionTest {

    private static final long KEY_ID = 7;

    private final X25519PrivateKey key = X25519PrivateKey.generate();
    private final AgentSigner till = new AgentSigner(new UUID(0, 7), 1, SigningKey.generate());

    @Test
    void with_a_key_it_reads_the_payloads() throws Exception {
        Sales sales = new Sales(types().decryptor(decryptor(key)).build(), new CopyOnWriteArrayList<>());
        assertThat(rows(sales)).containsExactly(3L, 5L);
    }

    @Test
    void what_it_cannot_read_is_left_out_if_it_says_so() throws Exception {
        Sales sales = new Sales(types().unreadable(UnknownEvents.ignore()).build(), new CopyOnWriteArrayList<>());
        assertThat(rows(sales)).containsExactly(5L);
    }

    @Test
    void what_it_cannot_read_is_parked_with_the_reason() throws Exception {
        Sales sales = new Sales(
                types().unreadable(UnknownEvents.fail())
                        .decryptor(decryptor(X25519PrivateKey.generate()))
                        .build(),
                new CopyOnWriteArrayList<>());
        assertThat(rows(sales)).containsExactly(5L);
        assertThat(parked).singleElement().satisfies(event -> {
            assertThat(event.sequenceNumber()).isEqualTo(1);
            assertThat(event.error())
                    .contains("its payload is encrypted end to end, and not readable: does not decrypt");
        });
    }

    private List<ParkedEvent> parked = List.of();

    /** The totals that the projection has seen: of an event that is encrypted, and of one that is not. */
    private List<Long> rows(Sales sales) throws Exception {
        ProjectionRunners runners = ProjectionRunners.of(
                sales,
                ProjectionOptions.defaults().failures(FailurePolicy.park().attempts(1)));
        try (SqliteEventStore store = SqliteEventStore.inMemory();
                Sequencer sequencer =
                        Sequencer.builder().store(store).with(runners).build()) {
            EventStream stream = sequencer.stream(Samples.STREAM);
            sequencer.agentKeys().register(till.agentKey(stream.id().tenantId()));
            Recipients office = Recipients.of(new RecipientKey(KEY_ID, key.publicKey()));
            stream.append(till.sign(stream.id(), sold(3), office), sold(5));
            assertThat(runners.projections().awaitApplied(sales.name(), stream.id(), 2, Duration.ofMinutes(1)))
                    .isTrue();
            parked = runners.projections().parked(sales.name(), 10);
            return sales.totals();
        }
    }

    private static NewEvent sold(long total) {
        return NewEvent.builder()
                .entity("order", "o-" + total)
                .eventType("order.sold")
                .payload("{\"total\":" + total + "}")
                .build();
    }

    private static EventTypesBuilder<Sold> types() {
        return EventTypes.<Sold>builder().type("order.sold", Sold.class);
    }

    private static EventDecryptor decryptor(X25519PrivateKey key) {
        return EventDecryptor.of(Map.of(KEY_ID, key));
    }

    private record Sold(long total) {}

    private record Sales(EventTypes<Sold> types, List<Long> totals)
            implements JdbiProjection, TypedProjection<Sold, Handle> {

        @Override
        public String name() {
            return "sales";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public List<ProjectionTable> tables() {
            return List.of(ProjectionTable.perStream("sold", "total bigint not null", "total"));
        }

        @Override
        public void apply(TypedEvent<Sold> event, ProjectionState<Handle> state) {
            state.handle()
                    .execute(
                            "insert into " + state.table("sold") + " values (?, ?, ?)",
                            event.stream().tenantId().toString(),
                            event.stream().storeId().toString(),
                            event.value().total());
            totals.add(event.value().total());
        }
    }
}
