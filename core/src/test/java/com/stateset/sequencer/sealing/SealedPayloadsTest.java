package com.stateset.sequencer.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.MemoryStore;
import com.stateset.sequencer.Samples;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.sealing.PayloadEncryption.Mode;
import java.util.List;
import org.junit.jupiter.api.Test;

class SealedPayloadsTest {

    private static final PayloadKeyring KEYS = PayloadKeyring.of(PayloadKey.of(new byte[PayloadKey.LENGTH]));
    private static final PayloadEncryption REQUIRED = PayloadEncryption.of(Mode.REQUIRED, KEYS);

    private final MemoryStore store = new MemoryStore();
    private final StreamId stream = Samples.stream();

    @Test
    void a_page_without_sealed_payloads_is_handed_on_as_it_is() {
        append(PayloadEncryption.disabled(), "o-1", "o-2");
        List<SequencedEvent> plain = store.all(stream);
        List<SequencedEvent> erased = plain.stream()
                .map(each -> each.withPayload(new Payload.Erased()))
                .toList();

        for (PayloadEncryption lenient :
                List.of(PayloadEncryption.disabled(), PayloadEncryption.of(Mode.OPTIONAL, KEYS))) {
            assertThat(new SealedPayloads(store, lenient).open(plain)).isSameAs(plain);
            assertThat(lenient.over(store).read(stream, ReadOptions.forwardsFrom(1)))
                    .isEqualTo(store.read(stream, ReadOptions.forwardsFrom(1)));
        }
        SealedPayloads strict = new SealedPayloads(store, REQUIRED);
        assertThat(strict.open(erased)).isSameAs(erased);
        assertThatThrownBy(() -> strict.open(plain)).hasMessageContaining("stored in the clear");
    }

    @Test
    void one_sealed_payload_among_plain_and_erased_ones_is_opened() {
        append(PayloadEncryption.disabled(), "o-1", "o-2");
        append(REQUIRED, "o-3");
        List<SequencedEvent> mixed = List.of(
                store.all(stream).get(0),
                store.all(stream).get(1).withPayload(new Payload.Erased()),
                store.all(stream).get(2));

        assertThat(new SealedPayloads(store, PayloadEncryption.of(Mode.OPTIONAL, KEYS)).open(mixed))
                .extracting(each -> each.event().payload().getClass().getSimpleName())
                .containsExactly("Clear", "Erased", "Clear");
    }

    @Test
    void an_unreadable_record_of_an_erasure_stops_no_appends() {
        try (Sequencer here = sequencer(REQUIRED)) {
            var unused = here.stream(stream)
                    .append(Samples.order("o-1").build(), Samples.order("o-2").build());
            try (Sequencer there = sequencer(REQUIRED)) {
                assertThat(there.stream(stream).erase(new EntityRef("order", "o-1"), "dpo", "why"))
                        .isPresent();
            }
            store.dataKeys().destroy(stream, Erasure.LOG);
            assertThatThrownBy(() -> here.stream(stream).read(ReadOptions.forwardsFrom(3)))
                    .isInstanceOf(StoreFailedException.class);

            for (int i = 0; i < 2; i++) {
                assertThat(here.stream(stream)
                                .append(
                                        Samples.order("o-1").build(),
                                        Samples.order("o-2").build())
                                .accepted())
                        .isEqualTo(2);
            }
            assertThat(here.stream(stream)
                            .entityHistory(new EntityRef("order", "o-1"))
                            .events())
                    .extracting(each -> each.event().payload() instanceof Payload.Erased)
                    .containsExactly(true, false, false);
        }
    }

    private void append(PayloadEncryption encryption, String... orders) {
        try (Sequencer sequencer = sequencer(encryption)) {
            for (String order : orders) {
                assertThat(sequencer
                                .stream(stream)
                                .append(Samples.order(order).build())
                                .accepted())
                        .isEqualTo(1);
            }
        }
    }

    private Sequencer sequencer(PayloadEncryption encryption) {
        return Sequencer.builder().store(store).payloadEncryption(encryption).build();
    }
}
