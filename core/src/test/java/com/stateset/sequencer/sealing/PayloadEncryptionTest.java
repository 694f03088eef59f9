package com.stateset.sequencer.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.MemoryStore;
import com.stateset.sequencer.Samples;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.sealing.PayloadEncryption.Mode;
import com.stateset.sequencer.spi.PayloadReplacement;
import com.stateset.sequencer.spi.snapshot.MemorySnapshots;
import com.stateset.sequencer.spi.snapshot.Snapshot;
import com.stateset.sequencer.spi.snapshot.SnapshotStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PayloadEncryptionTest {

    private static final PayloadKey OLD = key(1);
    private static final PayloadKey NEW = key(2);
    private static final PayloadEncryption ENCRYPTION = PayloadEncryption.of(Mode.REQUIRED, PayloadKeyring.of(OLD));

    /** All data keys of all tests. */
    private static final MemoryStore KEYS = new MemoryStore();

    private final StreamId stream = Samples.stream();

    @Test
    void the_store_holds_no_plain_payload_and_the_leaf_is_the_same() {
        NewEvent event = Samples.order("o-1").build();

        SequencedEvent sealed = stored(ENCRYPTION, event);
        SequencedEvent plain = stored(PayloadEncryption.disabled(), event);

        assertThat(sealed.event().payload()).isInstanceOf(Payload.Encrypted.class);
        assertThat(text(((Payload.Encrypted) sealed.event().payload()).envelope()))
                .doesNotContain("total");
        assertThat(sealed.leafHash()).isEqualTo(plain.leafHash());
        assertThat(open(ENCRYPTION, sealed).event()).isEqualTo(plain.event());
    }

    @Test
    void the_same_payload_is_never_sealed_to_the_same_bytes() {
        NewEvent event = Samples.order("o-1").build();

        assertThat(stored(ENCRYPTION, event).event())
                .isNotEqualTo(stored(ENCRYPTION, event).event());
    }

    @Test
    void readers_of_a_sequencer_see_what_was_sent() throws Exception {
        MemoryStore store = new MemoryStore();
        try (Sequencer sequencer =
                Sequencer.builder().store(store).payloadEncryption(ENCRYPTION).build()) {
            EventStream events = sequencer.stream(stream);
            var unused = events.append(List.of(Samples.order("o-1").build()));

            assertThat(payloads(events.read(ReadOptions.forwardsFrom(1)).events()))
                    .containsExactly("{\"total\":29.33}");
            assertThat(store.all(stream).get(0).event().payload()).isInstanceOf(Payload.Encrypted.class);
        }
    }

    @Test
    void every_altered_byte_is_noticed_and_names_the_event() {
        SequencedEvent sealed = stored(ENCRYPTION, Samples.order("o-1").build());
        byte[] envelope = ((Payload.Encrypted) sealed.event().payload()).envelope();

        for (int i = 0; i < envelope.length; i++) {
            byte[] altered = envelope.clone();
            altered[i] ^= 1;
            assertThatThrownBy(() -> open(ENCRYPTION, sealed.withPayload(new Payload.Encrypted(altered))))
                    .isInstanceOf(StoreFailedException.class)
                    .hasMessageContaining("event 1 (" + sealed.event().eventId() + ")");
        }
        for (int length = 0; length < envelope.length; length++) {
            byte[] shortened = java.util.Arrays.copyOf(envelope, length);
            assertThatThrownBy(() -> open(ENCRYPTION, sealed.withPayload(new Payload.Encrypted(shortened))))
                    .isInstanceOf(StoreFailedException.class);
        }
    }

    @Test
    void a_payload_is_bound_to_its_stream_event_entity_and_type() {
        SequencedEvent own = stored(ENCRYPTION, Samples.order("o-1").build());
        UUID id = own.event().eventId();
        for (NewEvent other : List.of(
                Samples.order("o-1").build(),
                Samples.order("o-2").eventId(id).build(),
                Samples.order("o-1").eventId(id).eventType("order.paid").build())) {
            SequencedEvent moved =
                    stored(ENCRYPTION, other).withPayload(own.event().payload());
            assertThatThrownBy(() -> open(ENCRYPTION, moved)).hasMessageContaining("sealed for another place");
        }
        SequencedEvent elsewhere = new PayloadEncryptionTest()
                .stored(ENCRYPTION, Samples.order("o-1").eventId(id).build());
        assertThatThrownBy(
                        () -> open(ENCRYPTION, elsewhere.withPayload(own.event().payload())))
                .hasMessageContaining("sealed for another place");
    }

    @Test
    void earlier_keys_open_and_only_the_first_seals() {
        SequencedEvent old = stored(ENCRYPTION, Samples.order("o-1").build());
        PayloadEncryption rotated = PayloadEncryption.of(Mode.REQUIRED, PayloadKeyring.of(NEW, OLD));
        PayloadEncryption onlyNew = PayloadEncryption.of(Mode.REQUIRED, PayloadKeyring.of(NEW));

        assertThat(payloads(List.of(open(rotated, old)))).containsExactly("{\"total\":29.33}");
        assertThatThrownBy(() -> open(onlyNew, old)).hasMessageContaining("there is no key " + OLD.id());
        assertThat(open(onlyNew, stored(rotated, Samples.order("o-1").build()))
                        .event()
                        .payload())
                .isInstanceOf(Payload.Clear.class);
    }

    @Test
    void a_tenants_own_key_comes_before_the_common_one() {
        PayloadKeyring ring = PayloadKeyring.of(OLD).withTenant(stream.tenantId(), List.of(NEW));
        PayloadEncryption encryption = PayloadEncryption.of(Mode.REQUIRED, ring);

        SequencedEvent own = stored(encryption, Samples.order("o-1").build());
        SequencedEvent other = new PayloadEncryptionTest()
                .stored(encryption, Samples.order("o-1").build());

        assertThatThrownBy(() -> open(ENCRYPTION, own)).hasMessageContaining(NEW.id());
        assertThat(open(ENCRYPTION, other).event().payload()).isInstanceOf(Payload.Clear.class);
        assertThat(open(encryption, stored(ENCRYPTION, Samples.order("o-1").build()))
                        .event()
                        .payload())
                .as("what the common key sealed before the tenant had its own")
                .isInstanceOf(Payload.Clear.class);
    }

    @Test
    void a_tenant_without_a_required_key_is_refused() {
        PayloadKeyring ofAnother = PayloadKeyring.empty().withTenant(UUID.randomUUID(), List.of(OLD));

        assertThatThrownBy(() -> stored(
                        PayloadEncryption.of(Mode.REQUIRED, ofAnother),
                        Samples.order("o-1").build()))
                .isInstanceOf(StoreFailedException.class)
                .hasMessageContaining("has no key");
        assertThat(stored(
                                PayloadEncryption.of(Mode.OPTIONAL, ofAnother),
                                Samples.order("o-1").build())
                        .event()
                        .payload())
                .isInstanceOf(Payload.Clear.class);
    }

    @Test
    void modes_differ_in_what_they_take_for_readable() {
        SequencedEvent plain =
                stored(PayloadEncryption.disabled(), Samples.order("o-1").build());
        SequencedEvent sealed = stored(ENCRYPTION, Samples.order("o-1").build());

        assertThatThrownBy(() -> open(ENCRYPTION, plain)).hasMessageContaining("stored in the clear");
        assertThat(open(PayloadEncryption.of(Mode.OPTIONAL, PayloadKeyring.of(OLD)), plain))
                .isEqualTo(plain);
        assertThat(open(PayloadEncryption.of(Mode.DISABLED, PayloadKeyring.of(OLD)), sealed)
                        .event()
                        .payload())
                .isInstanceOf(Payload.Clear.class);
        assertThatThrownBy(() -> open(PayloadEncryption.disabled(), sealed)).hasMessageContaining("no key " + OLD.id());
        assertThat(open(ENCRYPTION, sealed.withPayload(new Payload.Erased()))
                        .event()
                        .payload())
                .isEqualTo(new Payload.Erased());
    }

    @Test
    void what_an_earlier_version_sealed_opens_and_gets_a_data_key() {
        MemoryStore store = new MemoryStore();
        try (Sequencer sequencer = Sequencer.builder().store(store).build()) {
            var unused = sequencer.stream(stream).append(Samples.orders(3));
        }
        List<PayloadReplacement> sealed = store.all(stream).stream()
                .map(each -> new PayloadReplacement(
                        each.sequenceNumber(), each.event().payload(), sealedByTenantKey(each.event())))
                .toList();
        assertThat(store.replacePayloads(stream, sealed, List.of())).isEqualTo(3);
        assertThat(payloads(ENCRYPTION
                        .over(store)
                        .read(stream, ReadOptions.forwardsFrom(1))
                        .events()))
                .containsOnly("{\"total\":29.33}");

        PayloadEncryption rotated = PayloadEncryption.of(Mode.REQUIRED, PayloadKeyring.of(NEW, OLD));
        Reencryption reencryption = new Reencryption(store, rotated);
        assertThat(reencryption.run(stream, false, (so, head) -> {})).isEqualTo(new Reencryption.Result(3, 0, 3, 0));
        assertThat(reencryption.run(stream, false, (so, head) -> {})).isEqualTo(new Reencryption.Result(3, 0, 0, 0));
        PayloadEncryption onlyNew = PayloadEncryption.of(Mode.REQUIRED, PayloadKeyring.of(NEW));
        assertThat(payloads(onlyNew.over(store)
                        .read(stream, ReadOptions.forwardsFrom(1))
                        .events()))
                .containsOnly("{\"total\":29.33}");
    }

    private static Payload sealedByTenantKey(Event event) {
        ByteBuffer json = ((Payload.Clear) event.payload()).json().asByteBuffer();
        return new Payload.Encrypted(AesGcmEnvelope.seal(OLD, SealedPayloads.context(event), json));
    }

    @Test
    void one_data_key_per_entity_is_stored_however_many_batches_come() {
        MemoryStore store = new MemoryStore();
        try (Sequencer sequencer =
                Sequencer.builder().store(store).payloadEncryption(ENCRYPTION).build()) {
            for (int i = 0; i < 5; i++) {
                var unused = sequencer.stream(stream)
                        .append(
                                Samples.order("o-1").build(),
                                Samples.order("o-2").build());
            }
        }
        assertThat(store.dataKeys().page(stream, null, 10)).hasSize(2);
    }

    @Test
    void a_mode_that_needs_a_key_is_refused_without_one() {
        assertThatThrownBy(() -> PayloadEncryption.of(Mode.OPTIONAL, PayloadKeyring.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void snapshots_are_sealed_and_none_if_they_cannot_be_opened() {
        Snapshot.Key key = new Snapshot.Key("totals", 1, stream, null);
        SnapshotStore kept = new MemorySnapshots();
        SnapshotStore sealing = new SealedSnapshots(kept, ENCRYPTION);

        sealing.put(new Snapshot(key, 7, Hash.ZERO, "the state".getBytes(StandardCharsets.UTF_8)));

        assertThat(text(kept.latest(key, 7).orElseThrow().state())).doesNotContain("the state");
        assertThat(text(sealing.latest(key, 7).orElseThrow().state())).isEqualTo("the state");
        assertThat(new SealedSnapshots(kept, PayloadEncryption.disabled()).latest(key, 7))
                .isEmpty();
        assertThat(new SealedSnapshots(kept, PayloadEncryption.of(Mode.OPTIONAL, PayloadKeyring.of(NEW)))
                        .latest(key, 7))
                .isEmpty();
    }

    @Test
    void a_plain_snapshot_counts_only_where_plain_payloads_do() {
        Snapshot.Key key = new Snapshot.Key("totals", 1, stream, null);
        SnapshotStore kept = new MemorySnapshots();
        kept.put(new Snapshot(key, 7, Hash.ZERO, "the state".getBytes(StandardCharsets.UTF_8)));

        assertThat(new SealedSnapshots(kept, ENCRYPTION).latest(key, 7)).isEmpty();
        assertThat(new SealedSnapshots(kept, PayloadEncryption.of(Mode.OPTIONAL, PayloadKeyring.of(NEW)))
                        .latest(key, 7))
                .isPresent();
    }

    /** What a sequencer with this encryption stores of an event, at the first place. */
    private SequencedEvent stored(PayloadEncryption encryption, NewEvent event) {
        MemoryStore store = new MemoryStore();
        try (Sequencer sequencer =
                Sequencer.builder().store(store).payloadEncryption(encryption).build()) {
            var unused = sequencer.stream(stream).append(List.of(event));
        }
        KEYS.dataKeys().add(stream, store.dataKeys().page(stream, null, Integer.MAX_VALUE));
        return store.all(stream).get(0);
    }

    private static SequencedEvent open(PayloadEncryption encryption, SequencedEvent stored) {
        return new SealedPayloads(KEYS, encryption).open(List.of(stored)).get(0);
    }

    private static List<String> payloads(List<SequencedEvent> events) {
        return events.stream()
                .map(each -> ((Payload.Clear) each.event().payload()).json().toString())
                .toList();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static PayloadKey key(int filling) {
        byte[] secret = new byte[PayloadKey.LENGTH];
        java.util.Arrays.fill(secret, (byte) filling);
        return PayloadKey.of(secret);
    }
}
