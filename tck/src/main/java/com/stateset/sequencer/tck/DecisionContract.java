package com.stateset.sequencer.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.aggregate.Decider;
import com.stateset.sequencer.aggregate.Decision;
import com.stateset.sequencer.aggregate.EntityEvent;
import com.stateset.sequencer.aggregate.ExpectedVersion;
import com.stateset.sequencer.aggregate.JointDecider;
import com.stateset.sequencer.aggregate.JointDecision;
import com.stateset.sequencer.aggregate.Retry;
import com.stateset.sequencer.error.EventsRejectedException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.replay.EventTypes;
import com.stateset.sequencer.replay.Fold;
import com.stateset.sequencer.replay.Loaded;
import com.stateset.sequencer.replay.SnapshotCodec;
import com.stateset.sequencer.replay.Snapshots;
import com.stateset.sequencer.spi.EventStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Aggregates, decided on by several threads and by two processes: two sequencers, each with a store of its own at one place. */
public abstract class DecisionContract extends StoreContract {

    private static final EntityRef BOOK = new EntityRef("item", "nevermind");
    private static final EntityRef OTHER = new EntityRef("item", "other");
    private static final EntityRef LIMIT = new EntityRef("limit", "day");
    private static final int STOCK = 20;

    private static final EventTypes<Sold> TYPES =
            EventTypes.<Sold>builder().type("item.sold", Sold.class).build();

    private static final Fold<Integer> LEFT =
            TYPES.fold(() -> STOCK, (left, event) -> left - event.value().copies());

    /** That copies of an item were sold. */
    public record Sold(int copies) {}

    /** No more is sold than there is; the command is how many. */
    private record Stock(Optional<Snapshots<Integer>> snapshots) implements Decider<Integer, Sold, Integer> {

        private Stock() {
            this(Optional.empty());
        }

        @Override
        public EventTypes<Sold> types() {
            return TYPES;
        }

        @Override
        public Integer initial() {
            return STOCK;
        }

        @Override
        public List<Sold> decide(Integer copies, Integer left) {
            return copies <= left ? List.of(new Sold(copies)) : List.of();
        }

        @Override
        public Integer evolve(Integer left, Sold sold) {
            return left - sold.copies();
        }
    }

    /** One copy of the item that the command names is sold, if there are copies of both; nothing of the limit is. */
    private record Pair() implements JointDecider<EntityRef, Sold, Integer> {

        @Override
        public EventTypes<Sold> types() {
            return TYPES;
        }

        @Override
        public Integer initial(EntityRef entity) {
            return entity.equals(LIMIT) ? 0 : 1;
        }

        @Override
        public List<EntityEvent<Sold>> decide(EntityRef item, Map<EntityRef, Integer> left) {
            boolean bothLeft = List.of(BOOK, OTHER).stream().allMatch(each -> Objects.equals(left.get(each), 1));
            return bothLeft ? List.of(new EntityEvent<>(item, new Sold(1))) : List.of();
        }

        @Override
        public Integer evolve(Integer left, Sold sold) {
            return left - sold.copies();
        }
    }

    private final List<Sequencer> sequencers = new ArrayList<>();
    private final List<EventStream> streams = new ArrayList<>();
    private EventStream shop;

    @BeforeEach
    void beginAStream() {
        StreamId stream = newStream();
        streams.clear();
        streams.add(over(store(), stream));
        streams.add(over(openAnother(), stream));
        shop = streams.get(0);
    }

    @AfterEach
    void closeSequencers() {
        sequencers.forEach(Sequencer::close);
        sequencers.clear();
    }

    private EventStream over(EventStore store, StreamId stream) {
        Sequencer sequencer = Sequencer.builder().store(leftOpen(store)).build();
        sequencers.add(sequencer);
        return sequencer.stream(stream);
    }

    /** The same store, which a sequencer does not close: it belongs to the class. */
    private static EventStore leftOpen(EventStore store) {
        return (EventStore) Proxy.newProxyInstance(
                EventStore.class.getClassLoader(), new Class<?>[] {EventStore.class}, (proxy, method, arguments) -> {
                    try {
                        return method.getName().equals("close") ? null : method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void a_decision_says_what_happened_and_where_it_stands() {
        Decision<Sold, Integer> sold = shop.decide(BOOK, new Stock(), 3, Retry.never());
        assertThat(sold.events()).containsExactly(new Sold(3));
        assertThat(sold.state()).isEqualTo(17);
        assertThat(sold.version()).isEqualTo(1);
        assertThat(sold.receipt().orElseThrow().lastSequence()).isEqualTo(1);
        Decision<Sold, Integer> refused = shop.decide(BOOK, new Stock(), 18, Retry.never());
        assertThat(refused).isEqualTo(new Decision<>(List.<Sold>of(), 17, 1L, Optional.empty()));
        assertThat(shop.head()).isEqualTo(1);
        assertThat(shop.load(BOOK, LEFT)).isEqualTo(new Loaded<>(17, 1));
    }

    @Test
    void eight_threads_sell_exactly_what_there_is() {
        AtomicInteger conflicts = new AtomicInteger();
        List<Callable<Integer>> sellers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            EventStream here = streams.get(i % 2);
            sellers.add(() -> sellWhatIsLeft(here, conflicts));
        }
        int sold = Race.run(sellers).stream().mapToInt(Integer::intValue).sum();
        assertThat(sold).isEqualTo(STOCK);
        assertThat(shop.load(BOOK, LEFT)).isEqualTo(new Loaded<>(0, STOCK));
        assertThat(shop.head()).isEqualTo(STOCK);
        System.out.println(conflicts + " decisions were given up after 5 retries");
    }

    private static int sellWhatIsLeft(EventStream here, AtomicInteger conflicts) {
        for (int sold = 0; ; ) {
            try {
                Decision<Sold, Integer> decision = here.decide(BOOK, new Stock(), 1, Retry.onConflict(5));
                if (decision.events().isEmpty()) {
                    return sold;
                }
                sold++;
            } catch (EventsRejectedException e) {
                assertThat(e.isConflict()).isTrue();
                conflicts.incrementAndGet();
            }
        }
    }

    @Test
    void retries_end() {
        AtomicInteger decided = new AtomicInteger();
        Decider<Integer, Sold, Integer> alwaysTooLate = new LateDecider(decided, () -> shop.append(sale(BOOK)));
        assertThatThrownBy(() ->
                        shop.decide(BOOK, alwaysTooLate, 1, Retry.onConflict(3).pause(Duration.ZERO)))
                .isInstanceOfSatisfying(
                        EventsRejectedException.class,
                        e -> assertThat(e.isConflict()).isTrue())
                .hasMessageContaining("version_conflict: expected 3, actual 4");
        assertThat(decided).hasValue(4);
        assertThat(shop.head()).isEqualTo(4);
    }

    /** Sells, after somebody else has. */
    private record LateDecider(AtomicInteger decided, Runnable before) implements Decider<Integer, Sold, Integer> {

        @Override
        public EventTypes<Sold> types() {
            return TYPES;
        }

        @Override
        public Integer initial() {
            return STOCK;
        }

        @Override
        public List<Sold> decide(Integer copies, Integer left) {
            decided.incrementAndGet();
            before.run();
            return List.of(new Sold(copies));
        }

        @Override
        public Integer evolve(Integer left, Sold sold) {
            return left - sold.copies();
        }
    }

    @Test
    void a_named_command_is_decided_once() {
        UUID command = UUID.randomUUID();
        Decision<Sold, Integer> first = shop.decide(BOOK, new Stock(), 15, Retry.never(), command);
        shop.decide(BOOK, new Stock(), 5, Retry.never());
        for (EventStream here : streams) {
            Decision<Sold, Integer> again = here.decide(BOOK, new Stock(), 15, Retry.never(), command);
            assertThat(again.events()).containsExactly(new Sold(15));
            assertThat(again.state()).isEqualTo(5);
            assertThat(again.version()).isEqualTo(first.version());
            assertThat(again.receipt().orElseThrow().duplicates()).isEqualTo(1);
            assertThat(again.receipt().orElseThrow().lastSequence()).isEqualTo(1);
        }
        assertThat(shop.head()).isEqualTo(2);
        assertThatThrownBy(() -> shop.decide(OTHER, new Stock(), 1, Retry.never(), command))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has been decided on other entities");
    }

    @Test
    void racing_decisions_on_one_command_are_one() {
        for (int round = 0; round < 10; round++) {
            UUID command = UUID.randomUUID();
            EntityRef item = new EntityRef("item", "round-" + round);
            List<Callable<Decision<Sold, Integer>>> askers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                EventStream here = streams.get(i % 2);
                askers.add(() -> here.decide(item, new Stock(), 15, Retry.onConflict(5), command));
            }
            assertThat(Race.run(askers)).allSatisfy(decision -> {
                assertThat(decision.events()).containsExactly(new Sold(15));
                assertThat(decision.version()).isEqualTo(1);
                assertThat(decision.state()).isEqualTo(5);
            });
            assertThat(shop.head()).isEqualTo(round + 1L);
        }
    }

    /** Each seller looks at both items and sells one of them: without a check on the other one, both would. */
    @Test
    void decisions_on_several_entities_do_not_cross() {
        for (int round = 0; round < 15; round++) {
            StreamId stream = newStream();
            List<Callable<Integer>> sellers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                EventStream here = sequencers.get(i % 2).stream(stream);
                EntityRef item = i < 3 ? BOOK : OTHER;
                sellers.add(() -> here.decide(Set.of(BOOK, OTHER, LIMIT), new Pair(), item, Retry.onConflict(50))
                        .events()
                        .size());
            }
            assertThat(Race.run(sellers).stream().mapToInt(Integer::intValue).sum())
                    .isEqualTo(1);
            assertThat(sequencers.get(0).stream(stream).head()).isEqualTo(1);
        }
    }

    @Test
    void a_joint_decision_has_the_state_of_each_entity() {
        Set<EntityRef> entities = new LinkedHashSet<>(List.of(BOOK, OTHER));
        UUID command = UUID.randomUUID();
        for (int i = 0; i < 2; i++) {
            JointDecision<Sold, Integer> decision = shop.decide(entities, new Pair(), OTHER, Retry.never(), command);
            assertThat(decision.events()).containsExactly(new EntityEvent<>(OTHER, new Sold(1)));
            assertThat(decision.entities()).isEqualTo(Map.of(BOOK, new Loaded<>(1, 0), OTHER, new Loaded<>(0, 1)));
            assertThat(decision.receipt()).isPresent();
        }
        assertThatThrownBy(() -> shop.decide(Set.of(LIMIT), new Stranger(), 1, Retry.never()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("which is none of the entities of the decision");
        assertThat(shop.head()).isEqualTo(1);
    }

    /** Decides on what it was not asked about. */
    private record Stranger() implements JointDecider<Integer, Sold, Integer> {

        @Override
        public EventTypes<Sold> types() {
            return TYPES;
        }

        @Override
        public Integer initial(EntityRef entity) {
            return 0;
        }

        @Override
        public List<EntityEvent<Sold>> decide(Integer copies, Map<EntityRef, Integer> left) {
            return List.of(new EntityEvent<>(BOOK, new Sold(copies)));
        }

        @Override
        public Integer evolve(Integer left, Sold sold) {
            return left;
        }
    }

    @Test
    void events_are_appended_at_the_version_expected() {
        shop.append(BOOK, ExpectedVersion.noStream(), sale(BOOK), sale(BOOK));
        NewEvent third = sale(BOOK);
        assertThatThrownBy(() -> shop.append(BOOK, ExpectedVersion.of(1), third, sale(BOOK)))
                .isInstanceOfSatisfying(EventsRejectedException.class, e -> {
                    assertThat(e.isConflict()).isTrue();
                    assertThat(e.rejections()).hasSize(2);
                })
                .hasMessageContaining(third.eventId() + " was rejected: version_conflict: expected 1, actual 2");
        assertThatThrownBy(() -> shop.append(BOOK, ExpectedVersion.noStream(), sale(BOOK)))
                .isInstanceOf(EventsRejectedException.class);
        shop.append(BOOK, ExpectedVersion.of(2), third);
        shop.append(BOOK, ExpectedVersion.any(), sale(BOOK));
        assertThat(shop.append(BOOK, ExpectedVersion.of(2), third).duplicates()).isEqualTo(1);
        assertThat(shop.entityHistory(BOOK).events())
                .extracting(event -> event.event().baseVersion())
                .containsExactly(0L, 1L, 2L, null);
        assertThatThrownBy(() -> shop.append(OTHER, ExpectedVersion.any(), third))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not of item/other");
    }

    @Test
    void what_is_loaded_from_a_snapshot_is_what_all_events_make() {
        Snapshots<Integer> snapshots = Snapshots.of("left", 1, SnapshotCodec.json(Integer.class), store().snapshots())
                .every(5);
        Stock stock = new Stock(Optional.of(snapshots));
        for (int i = 1; i <= STOCK; i++) {
            Decision<Sold, Integer> decision = shop.decide(BOOK, stock, 1, Retry.never());
            assertThat(decision.version()).isEqualTo(i);
            Loaded<Integer> whole = shop.load(BOOK, LEFT);
            assertThat(shop.load(BOOK, LEFT, snapshots)).isEqualTo(whole).isEqualTo(new Loaded<>(STOCK - i, i));
        }
        assertThat(shop.load(OTHER, LEFT, snapshots)).isEqualTo(new Loaded<>(STOCK, 0));
    }

    @Test
    void appends_of_all_or_nothing_race() {
        List<Callable<Integer>> writers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            EventStream here = streams.get(i % 2);
            writers.add(() -> appendPairs(here));
        }
        int stored = Race.run(writers).stream().mapToInt(Integer::intValue).sum();
        List<SequencedEvent> log = shop.readAll(ReadOptions.forwardsFrom(1)).toList();
        assertThat(log).hasSize(2 * stored);
        assertThat(IntStream.range(0, stored))
                .allSatisfy(i -> assertThat(List.of(
                                log.get(2 * i).event().entity(),
                                log.get(2 * i + 1).event().entity()))
                        .containsExactly(OTHER, BOOK));
    }

    /** The first event would be accepted always; the second one demands a version. */
    private static int appendPairs(EventStream here) {
        int stored = 0;
        for (int i = 0; i < 10; i++) {
            long version = here.load(BOOK, LEFT).version();
            NewEvent second = sale(BOOK).toBuilder().baseVersion(version).build();
            stored += here.tryAppend(sale(OTHER), second).rejections().isEmpty() ? 1 : 0;
        }
        return stored;
    }

    private static NewEvent sale(EntityRef item) {
        return TYPES.toEvent(item, new Sold(1));
    }
}
