package com.stateset.sequencer.tck.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.error.StaleSealException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.RecordedErasure;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.sealing.PayloadEncryption;
import com.stateset.sequencer.sealing.PayloadEncryption.Mode;
import com.stateset.sequencer.sealing.PayloadKey;
import com.stateset.sequencer.sealing.PayloadKeyring;
import com.stateset.sequencer.sealing.Reencryption;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.seal.BatchSeal;
import com.stateset.sequencer.spi.seal.DataKey;
import com.stateset.sequencer.spi.snapshot.Snapshot;
import com.stateset.sequencer.tck.EventBuilder;
import com.stateset.sequencer.tck.Race;
import com.stateset.sequencer.tck.StoreContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An entity is erased with its record, at once and for good, and nothing else is: on plain payloads and on sealed ones. */
public abstract class ErasureContract extends StoreContract {

    private static final EntityRef ADA = new EntityRef("customer", "ada");
    private static final EntityRef BOB = new EntityRef("customer", "bob");
    private static final PayloadEncryption PLAIN = PayloadEncryption.disabled();
    private static final PayloadEncryption SEALED = PayloadEncryption.of(Mode.REQUIRED, PayloadKeyring.of(key(1)));
    private static final PayloadEncryption ROTATING =
            PayloadEncryption.of(Mode.REQUIRED, PayloadKeyring.of(key(1), key(2)));
    private static final PayloadEncryption ROTATED =
            PayloadEncryption.of(Mode.REQUIRED, PayloadKeyring.of(key(2), key(1)));

    private final List<Sequencer> sequencers = new ArrayList<>();
    private StreamId stream = newStream();

    @BeforeEach
    void beginAStream() {
        stream = newStream();
    }

    @AfterEach
    void closeSequencers() {
        sequencers.forEach(Sequencer::close);
        sequencers.clear();
    }

    @Test
    void payloads_before_the_record_are_gone_and_all_else_stays() {
        for (PayloadEncryption encryption : List.of(PLAIN, SEALED)) {
            beginAStream();
            EventStream events = sequencer(encryption);
            send(events, ADA, BOB, ADA);
            List<SequencedEvent> before =
                    events.read(ReadOptions.forwardsFrom(1)).events();

            RecordedErasure record =
                    events.erase(ADA, "dpo@example.org", "request 17").orElseThrow();

            assertThat(record.sequenceNumber()).isEqualTo(4);
            assertThat(record.erasure()).isEqualTo(new Erasure(ADA, "dpo@example.org", "request 17"));
            List<SequencedEvent> after =
                    sequencer(encryption).read(ReadOptions.forwardsFrom(1)).events();
            assertThat(after.subList(0, 3)).extracting(ErasureCheck::isErased).containsExactly(true, false, true);
            assertThat(after).extracting(SequencedEvent::leafHash).startsWith(leaves(before));
            assertThat(after.get(0).event().payloadHashes())
                    .isEqualTo(before.get(0).event().payloadHashes());
            assertThat(RecordedErasure.of(after.get(3))).contains(record);
            assertThat(events.entityHistory(ADA).events()).allMatch(ErasureCheck::isErased);
            assertThat(events.find(before.get(0).event().eventId())).get().matches(ErasureCheck::isErased);
            ErasureCheck.of(store(), encryption, stream);
        }
    }

    @Test
    void metadata_goes_with_the_payload_and_comes_with_new_events() {
        for (PayloadEncryption encryption : List.of(PLAIN, SEALED)) {
            beginAStream();
            EventStream events = sequencer(encryption);
            NewEvent old = event(ADA, "1").toBuilder().correlationId("of ada").build();
            events.append(
                    old, event(BOB, "2").toBuilder().correlationId("of bob").build());
            events.erase(ADA, "dpo", "why");
            events.append(event(ADA, "3").toBuilder().correlationId("of ada").build());

            assertThat(events.read(ReadOptions.forwardsFrom(1)).events())
                    .extracting(each -> each.event().metadata().correlationId().orElse(""))
                    .containsExactly("", "of bob", "", "of ada");
            events.append(old);
            assertThat(events.find(old.eventId()))
                    .get()
                    .matches(each -> each.event().metadata().isEmpty());
        }
    }

    @Test
    void erasing_again_changes_nothing_until_there_are_new_events() {
        EventStream events = sequencer(SEALED);
        send(events, ADA);
        RecordedErasure first = events.erase(ADA, "dpo", "first").orElseThrow();
        send(events, BOB);

        assertThat(events.erase(ADA, "dpo", "again")).contains(first);
        assertThat(sequencer(SEALED).erase(ADA, "another", "again")).contains(first);

        send(events, ADA);
        assertThat(events.entityHistory(ADA).events())
                .extracting(ErasureCheck::isErased)
                .containsExactly(true, false);
        RecordedErasure second = events.erase(ADA, "dpo", "second").orElseThrow();
        assertThat(second.sequenceNumber()).isEqualTo(5);
        assertThat(ErasureCheck.of(store(), SEALED, stream)).containsExactly(first, second);
    }

    @Test
    void what_has_no_events_is_not_erased() {
        EventStream events = sequencer(PLAIN);
        assertThat(events.erase(ADA, "dpo", "why")).isEmpty();
        send(events, BOB);
        assertThat(events.erase(ADA, "dpo", "why")).isEmpty();
        assertThat(events.head()).isEqualTo(1);
        assertThatThrownBy(() -> events.erase(Erasure.LOG, "dpo", "why")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> events.erase(BOB, "", "why")).hasMessageContaining("by is empty");
    }

    @Test
    void an_erased_entity_has_no_keys_and_others_keep_theirs() {
        EventStream events = sequencer(SEALED);
        send(events, ADA, BOB);
        assertThat(entitiesWithKeys()).contains(DataKey.Name.entity(ADA), DataKey.Name.entity(BOB));

        events.erase(ADA, "dpo", "why");

        assertThat(entitiesWithKeys())
                .containsExactlyInAnyOrder(DataKey.Name.entity(BOB), DataKey.Name.entity(Erasure.LOG));
    }

    @Test
    void a_key_remembered_elsewhere_is_not_used_after_an_erasure() {
        EventStream here = sequencer(SEALED);
        EventStream there = sequencer(SEALED);
        send(there, ADA);
        here.erase(ADA, "dpo", "why");

        send(there, ADA, BOB);
        send(there, ADA);

        assertThat(here.entityHistory(ADA).events())
                .extracting(ErasureCheck::isErased)
                .containsExactly(true, false, false);
        ErasureCheck.of(store(), SEALED, stream);
    }

    @Test
    void a_batch_that_does_not_know_of_an_erasure_is_refused() {
        EventStream events = sequencer(SEALED);
        send(events, ADA);
        AdmittedEvent late = EventBuilder.event(stream).candidate();
        AppendBatch sealed = batch(late).sealed(batch(late).events(), new BatchSeal(0, List.of()));
        events.erase(ADA, "dpo", "why");

        assertThatThrownBy(() -> store().append(List.of(sealed))).isInstanceOf(StaleSealException.class);
        assertThat(events.head()).isEqualTo(2);
    }

    @Test
    void nobody_but_the_sequencer_writes_records() {
        EventStream events = sequencer(PLAIN);
        NewEvent forged = new Erasure(ADA, "mallory", "why not").toEvent(UUID.randomUUID(), 0);

        assertThat(events.tryAppend(forged).outcomes().toString())
                .contains("entity_type ves.erasure is the sequencer's own");
        assertThat(events.head()).isZero();
    }

    @Test
    void a_key_under_the_sequencers_id_keeps_no_erasure_back() {
        EventStream events = sequencer(PLAIN);
        send(events, ADA);
        UUID sequencerId = sequencers.get(sequencers.size() - 1).identity().id();
        store().agentKeys().register(new AgentKey(stream.tenantId(), sequencerId, 1, publicKey(77)));

        assertThat(events.erase(ADA, "dpo", "why")).isPresent();
    }

    @Test
    void of_callers_at_once_all_get_the_same_record() {
        EventStream here = sequencer(SEALED);
        EventStream there = sequencer(SEALED);
        send(here, ADA);
        List<Callable<Optional<RecordedErasure>>> callers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            EventStream mine = i % 2 == 0 ? here : there;
            callers.add(() -> mine.erase(ADA, "dpo", "why"));
        }

        assertThat(Race.run(callers).stream().distinct()).hasSize(1);
        assertThat(ErasureCheck.of(store(), SEALED, stream)).hasSize(1);
    }

    @Test
    void entities_are_erased_while_others_write_read_and_rotate_keys() {
        EventStream[] writers = {sequencer(ROTATING), sequencer(ROTATED)};
        AtomicInteger running = new AtomicInteger(4);
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            EventStream mine = writers[i % 2];
            int number = i;
            tasks.add(() -> {
                try {
                    for (int n = 0; n < 40; n++) {
                        send(mine, entity(n % 5), entity((n + number) % 7));
                    }
                    return true;
                } finally {
                    running.decrementAndGet();
                }
            });
        }
        tasks.add(() -> whileRunning(running, n -> writers[n % 2].erase(entity(n % 7), "dpo", "n " + n)));
        tasks.add(() -> whileRunning(
                running,
                n -> readAll(
                        ROTATED.over(store()),
                        stream,
                        ReadOptions.forwardsFrom(1).limit(50))));
        Reencryption rotation = new Reencryption(store(), ROTATED);
        tasks.add(() -> whileRunning(running, n -> rotation.run(stream, false, (so, head) -> {})));

        Race.run(tasks);

        assertThat(ErasureCheck.of(store(), ROTATED, stream)).isNotEmpty();
        closeSequencers();
        rotation.run(stream, false, (so, head) -> {});
        ErasureCheck.of(store(), PayloadEncryption.of(Mode.REQUIRED, PayloadKeyring.of(key(2))), stream);
    }

    @Test
    void snapshots_of_the_stream_go_and_late_ones_are_not_kept() {
        EventStream events = sequencer(SEALED);
        send(events, ADA, BOB);
        Snapshot ofStream = snapshot(null, 0);
        Snapshot ofEntity = snapshot(ADA, 0);
        Snapshot ofAnother = new Snapshot(new Snapshot.Key("f", 1, newStream(), null), 2, Hash.ZERO, new byte[] {1});
        List.of(ofStream, ofEntity, ofAnother).forEach(store().snapshots()::put);

        events.erase(ADA, "dpo", "why");

        assertThat(store().snapshots().latest(ofStream.key(), 9)).isEmpty();
        assertThat(store().snapshots().latest(ofEntity.key(), 9)).isEmpty();
        assertThat(store().snapshots().latest(ofAnother.key(), 9)).contains(ofAnother);
        store().snapshots().put(ofStream);
        assertThat(store().snapshots().latest(ofStream.key(), 9))
                .as("of a fold that began before the erasure")
                .isEmpty();
        store().snapshots().put(snapshot(null, 1));
        assertThat(store().snapshots().latest(ofStream.key(), 9)).contains(snapshot(null, 1));
    }

    @Test
    void no_snapshot_of_before_outlasts_an_erasure_that_it_meets() {
        for (int round = 0; round < 10; round++) {
            beginAStream();
            EventStream events = sequencer(SEALED);
            send(events, ADA, BOB);
            AtomicInteger running = new AtomicInteger(1);
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                tasks.add(() -> whileRunning(running, n -> {
                    Snapshot before = snapshot(null, 0);
                    store().snapshots().put(before);
                    return before;
                }));
            }
            tasks.add(() -> {
                try {
                    return events.erase(ADA, "dpo", "why").isPresent();
                } finally {
                    running.decrementAndGet();
                }
            });

            assertThat(Race.run(tasks)).containsOnly(true);

            assertThat(store().snapshots().latest(snapshot(null, 0).key(), 9)).isEmpty();
        }
    }

    @Test
    void no_file_holds_an_erased_payload_that_was_sealed(@TempDir Path backup) {
        assertThat(filesAfterErasing(SEALED, backup, false)).isEmpty();
    }

    @Test
    void no_file_holds_an_erased_plain_payload_after_a_vacuum(@TempDir Path backup) {
        assertThat(filesAfterErasing(PLAIN, backup, true)).isEmpty();
    }

    private List<Path> filesAfterErasing(PayloadEncryption encryption, Path backup, boolean vacuumed) {
        String secret = "secret" + UUID.randomUUID();
        EventStream events = sequencer(encryption);
        events.append(IntStream.range(0, 300)
                .mapToObj(i -> event(ADA, "{\"n\":" + i + ",\"said\":\"" + (secret + " ").repeat(1 + i % 40) + "\"}"))
                .map(each -> vacuumed ? each.toBuilder().correlationId(secret).build() : each)
                .toList());
        events.erase(ADA, "dpo", "why");
        return FoundText.in(fixture().atRest(place(), backup, vacuumed), secret);
    }

    private Snapshot snapshot(@Nullable EntityRef entity, long erasures) {
        return new Snapshot(
                new Snapshot.Key("f", 1, stream, entity), 2, Hash.ZERO, new byte[] {(byte) erasures}, erasures);
    }

    private List<Hash> entitiesWithKeys() {
        return store().dataKeys().page(stream, null, 100).stream()
                .map(key -> key.name().entity())
                .distinct()
                .toList();
    }

    private interface Turn {
        Object take(int number);
    }

    private static boolean whileRunning(AtomicInteger running, Turn turn) {
        for (int n = 0; running.get() > 0; n++) {
            Object unused = turn.take(n);
        }
        return true;
    }

    private EventStream sequencer(PayloadEncryption encryption) {
        Sequencer sequencer = Sequencer.builder()
                .store(openAnother())
                .payloadEncryption(encryption)
                .build();
        sequencers.add(sequencer);
        return sequencer.stream(stream);
    }

    private static void send(EventStream events, EntityRef... entities) {
        assertThat(events.append(Arrays.stream(entities)
                                .map(entity -> event(entity, "{\"name\":\"" + entity.id() + "\"}"))
                                .toList())
                        .accepted())
                .isEqualTo(entities.length);
    }

    private static NewEvent event(EntityRef entity, String payload) {
        return NewEvent.builder()
                .entity(entity.type(), entity.id())
                .eventType("customer.changed")
                .payload(payload)
                .build();
    }

    private static EntityRef entity(int number) {
        return new EntityRef("customer", "c-" + number);
    }

    private static Hash[] leaves(List<SequencedEvent> events) {
        return events.stream().map(SequencedEvent::leafHash).toArray(Hash[]::new);
    }

    private static PayloadKey key(int filling) {
        byte[] secret = new byte[PayloadKey.LENGTH];
        Arrays.fill(secret, (byte) filling);
        return PayloadKey.of(secret);
    }
}
