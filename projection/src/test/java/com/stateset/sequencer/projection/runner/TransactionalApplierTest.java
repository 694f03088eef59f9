package com.stateset.sequencer.projection.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.projection.FailurePolicy;
import com.stateset.sequencer.projection.ProjectionOptions;
import com.stateset.sequencer.projection.ProjectionState;
import com.stateset.sequencer.projection.ProjectionTable;
import com.stateset.sequencer.projection.TransactionalProjection;
import com.stateset.sequencer.projection.spi.Checkpoint;
import com.stateset.sequencer.projection.spi.Claim;
import com.stateset.sequencer.projection.spi.ProjectionStore;
import com.stateset.sequencer.projection.spi.ProjectionTransaction;
import com.stateset.sequencer.projection.spi.ProjectionWork;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** On a store that has no time to give, and does the work as often as it likes. */
class TransactionalApplierTest {

    private final StreamId stream = new StreamId(new UUID(1, 1), new UUID(2, 2));
    private final Claim claim = new Claim(1, stream, new UUID(3, 3), 1, Checkpoint.START);
    private final List<Long> applied = new ArrayList<>();
    private final List<Long> stored = new ArrayList<>();
    private final ProjectionTransaction transaction = fake(ProjectionTransaction.class, (proxy, method, arguments) -> {
        return switch (method.getName()) {
            case "handle" -> new Rows(applied);
            case "parkedEntities" -> parkedEntities();
            case "moveTo" -> {
                stored.add(((SequencedEvent) arguments[0]).sequenceNumber());
                yield null;
            }
            default -> throw new AssertionError(method);
        };
    });

    @Test
    void a_pass_applies_one_event_even_if_it_has_no_time() {
        assertThat(applier(1).applyNext(claim, List.of(event(1), event(2))))
                .hasValueSatisfying(last -> assertThat(last.sequenceNumber()).isEqualTo(1));
        assertThat(applied).containsExactly(1L);
        assertThat(stored).containsExactly(1L);
    }

    @Test
    void the_last_try_counts_where_work_is_done_again() {
        assertThat(applier(3).applyNext(claim, List.of(event(1), event(2))))
                .hasValueSatisfying(last -> assertThat(last.sequenceNumber()).isEqualTo(1));
        assertThat(applied).containsExactly(1L, 1L, 1L);
        assertThat(stored).containsExactly(1L);
    }

    /** Reading them takes longer than there is time. */
    private static Set<EntityRef> parkedEntities() {
        long start = System.nanoTime();
        while (System.nanoTime() == start) {
            Thread.onSpinWait();
        }
        return Set.of();
    }

    private TransactionalApplier<?> applier(int tries) {
        ProjectionStore store = fake(ProjectionStore.class, (proxy, method, arguments) -> {
            return switch (method.getName()) {
                case "handleType" -> Rows.class;
                case "longestWork" -> Duration.ZERO;
                case "work" -> {
                    for (int i = 0; i < tries; i++) {
                        stored.clear();
                        ((ProjectionWork) arguments[1]).in(transaction);
                    }
                    yield true;
                }
                default -> throw new AssertionError(method);
            };
        });
        return new TransactionalApplier<>(
                new Noting(),
                store,
                ProjectionOptions.defaults().failures(FailurePolicy.park().holdingEntitiesBack()));
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        ClassLoader loader = Objects.requireNonNull(type.getClassLoader());
        return type.cast(Proxy.newProxyInstance(loader, new Class<?>[] {type}, handler));
    }

    private SequencedEvent event(long number) {
        CanonicalJson payload = CanonicalJson.parse("{}");
        Event event = new Event(
                stream,
                new UUID(4, number),
                null,
                new EntityRef("order", "o-" + number),
                "order.created",
                new CreatedAt("2026-01-01T00:00:00Z"),
                new UUID(5, 5),
                null,
                Payload.clear(payload),
                PayloadHashes.of(payload),
                new Authorship.Unsigned());
        return new SequencedEvent(event, number, Instant.EPOCH, 1, Hash.ZERO, 0);
    }

    /** What is written through: numbers of events. */
    private record Rows(List<Long> numbers) {}

    /** Notes the numbers of its events. */
    private static final class Noting implements TransactionalProjection<Rows> {

        @Override
        public String name() {
            return "noting";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public Class<Rows> handleType() {
            return Rows.class;
        }

        @Override
        public List<ProjectionTable> tables() {
            return List.of();
        }

        @Override
        public void apply(SequencedEvent event, ProjectionState<Rows> state) {
            state.handle().numbers().add(event.sequenceNumber());
        }
    }
}
