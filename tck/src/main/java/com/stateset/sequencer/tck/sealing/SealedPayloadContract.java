package com.stateset.sequencer.tck.sealing;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.sealing.PayloadEncryption;
import com.stateset.sequencer.sealing.PayloadEncryption.Mode;
import com.stateset.sequencer.sealing.PayloadKey;
import com.stateset.sequencer.sealing.PayloadKeyring;
import com.stateset.sequencer.sealing.Reencryption;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.PayloadReplacement;
import com.stateset.sequencer.tck.Race;
import com.stateset.sequencer.tck.StoreContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Payloads are sealed in every place that the store writes to, and what was tampered with is an error that names the event. */
public abstract class SealedPayloadContract extends StoreContract {

    private static final int WRITERS = 4;
    private static final int BATCHES = 40;
    private static final PayloadKey OLD = key(1);
    private static final PayloadKey NEW = key(2);
    private static final PayloadEncryption WITH_OLD = required(PayloadKeyring.of(OLD));
    private static final PayloadEncryption WITH_BOTH = required(PayloadKeyring.of(NEW, OLD));
    private static final PayloadEncryption WITH_NEW = required(PayloadKeyring.of(NEW));
    private static final Reencryption.Progress UNSEEN = (so, head) -> {};

    private StreamId stream = newStream();

    @BeforeEach
    void beginAStream() {
        stream = newStream();
    }

    @Test
    void payloads_round_trip_by_every_way_of_reading() {
        List<AdmittedEvent> sent = events(20);
        EventStore sealed = WITH_OLD.over(store());
        List<SequencedEvent> stored = sealed.append(List.of(batch(sent))).get(0).stored();
        EventStore another = WITH_OLD.over(openAnother());
        List<SequencedEvent> read =
                readAll(another, stream, ReadOptions.forwardsFrom(1).limit(7));

        assertThat(read)
                .extracting(each -> each.event())
                .containsExactlyElementsOf(
                        sent.stream().map(AdmittedEvent::event).toList());
        assertThat(stored).isSubsetOf(read);
        assertThat(readAll(another, stream, ReadOptions.backwardsFromHead())).containsExactlyInAnyOrderElementsOf(read);
        assertThat(another.find(stream, sent.get(3).event().eventId())).contains(read.get(3));
        EntityRef entity = sent.get(0).event().entity();
        assertThat(another.entityHistory(stream, entity, 0, 100).events())
                .containsExactlyElementsOf(read.stream()
                        .filter(each -> each.event().entity().equals(entity))
                        .toList());
        assertThat(readAll(stream)).allMatch(each -> each.event().payload() instanceof Payload.Encrypted);
    }

    @Test
    void a_replay_of_a_sealed_event_is_a_duplicate() {
        AdmittedEvent sent = event(stream).candidate();
        EventStore sealed = WITH_OLD.over(store());
        sealed.append(List.of(batch(sent)));

        assertThat(said(WITH_NEW.over(store()).append(List.of(batch(sent))).get(0)))
                .containsExactly("duplicate 1");
    }

    @Test
    void swapped_ciphertexts_are_noticed_at_both_events() {
        List<SequencedEvent> raw = sealed(2);
        replace(raw.get(0), raw.get(1).event().payload());
        replace(raw.get(1), raw.get(0).event().payload());

        for (SequencedEvent each : raw) {
            assertRefused(each, "was altered, or was sealed for another place");
        }
    }

    @Test
    void one_altered_byte_is_noticed() {
        SequencedEvent raw = sealed(1).get(0);
        byte[] envelope = ((Payload.Encrypted) raw.event().payload()).envelope();
        envelope[envelope.length / 2] ^= 0x10;
        replace(raw, new Payload.Encrypted(envelope));

        assertRefused(raw, "was altered, or was sealed for another place");
    }

    @Test
    void a_payload_of_an_unknown_key_or_in_the_clear_is_refused() {
        SequencedEvent raw = sealed(1).get(0);
        assertThatThrownBy(() -> WITH_NEW.over(store()).read(stream, ReadOptions.forwardsFrom(1)))
                .isInstanceOf(StoreFailedException.class)
                .hasMessageContaining("there is no key " + OLD.id());

        replace(raw, opened(raw).event().payload());
        assertRefused(raw, "is stored in the clear");
    }

    @Test
    void a_payload_without_its_data_key_is_damaged_not_erased() {
        SequencedEvent raw = sealed(1).get(0);
        assertThat(fixture().deleteDataKeys(place()))
                .as("whether there are data keys")
                .isTrue();

        assertRefused(raw, "its entity has no data key");
    }

    @Test
    void a_payload_is_replaced_only_if_it_is_the_expected_one() {
        SequencedEvent raw = sealed(1).get(0);
        Payload next = new Payload.Encrypted(new byte[] {1, 2, 3});
        PayloadReplacement right = new PayloadReplacement(1, raw.event().payload(), next);

        assertThat(store().replacePayloads(stream, List.of(right, new PayloadReplacement(2, next, next)), List.of()))
                .isEqualTo(1);
        assertThat(store().replacePayloads(stream, List.of(right), List.of())).isZero();
        assertThat(store().replacePayloads(newStream(), List.of(right), List.of()))
                .isZero();
        assertThat(readAll(stream).get(0)).isEqualTo(raw.withPayload(next));
    }

    @Test
    void reencryption_counts_then_encrypts_and_rewraps_once() {
        append(events(600));
        WITH_OLD.over(store()).append(List.of(batch(events(300))));
        Reencryption reencryption = new Reencryption(openAnother(), WITH_BOTH);

        assertThat(reencryption.run(stream, true, UNSEEN)).isEqualTo(new Reencryption.Result(900, 600, 0, 3));
        assertThat(reencryption.run(stream, false, UNSEEN)).isEqualTo(new Reencryption.Result(900, 600, 0, 3));
        assertThat(reencryption.run(stream, false, UNSEEN)).isEqualTo(new Reencryption.Result(900, 0, 0, 0));
        assertThat(readAll(WITH_NEW.over(store()), stream, ReadOptions.forwardsFrom(1)))
                .hasSize(900);
    }

    @Test
    void reencryption_tells_how_far_it_has_come() {
        append(events(900));
        append(events(900));
        List<Long> looked = new ArrayList<>();
        List<Long> heads = new ArrayList<>();

        new Reencryption(store(), WITH_OLD).run(stream, false, (so, head) -> {
            assertThat(so.encrypted()).isEqualTo(so.looked());
            looked.add(so.looked());
            heads.add(head);
        });

        assertThat(looked)
                .hasSizeGreaterThan(1)
                .isSorted()
                .doesNotHaveDuplicates()
                .endsWith(1800L);
        assertThat(heads).containsOnly(1800L);
    }

    @Test
    void keys_rotate_while_several_threads_append_and_read() {
        EventStore before = WITH_OLD.over(store());
        EventStore after = WITH_BOTH.over(openAnother());
        AtomicInteger writing = new AtomicInteger(WRITERS);
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            EventStore mine = i % 2 == 0 ? before : after;
            tasks.add(() -> write(mine, writing));
        }
        tasks.add(() -> rotate(writing));
        tasks.add(() -> readAgainAndAgain(after, writing));
        Race.run(tasks);

        Reencryption reencryption = new Reencryption(store(), WITH_BOTH);
        reencryption.run(stream, false, UNSEEN);
        assertThat(reencryption.run(stream, false, UNSEEN).changed()).isZero();
        assertThat(readAll(WITH_NEW.over(store()), stream, ReadOptions.forwardsFrom(1)))
                .hasSize(WRITERS * BATCHES * 3);
    }

    @Test
    void no_file_and_no_backup_holds_the_text_of_a_sealed_payload(@TempDir Path backup) {
        String secret = "secret" + UUID.randomUUID();
        EventStore sealed = WITH_OLD.over(store());
        sealed.append(List.of(batch(secrets(secret, 500))));
        append(event(stream)
                .payload("{\"said\":\"aloud" + secret.substring(6) + "\"}")
                .candidate());

        List<Path> files = fixture().atRest(place(), backup, false);

        assertThat(FoundText.in(files, secret)).isEmpty();
        assertThat(FoundText.in(files, "aloud" + secret.substring(6)))
                .as("the search finds what is there")
                .hasSizeGreaterThanOrEqualTo(files.isEmpty() ? 0 : 2);
    }

    @Test
    void no_file_holds_the_text_of_a_payload_that_was_encrypted_later(@TempDir Path backup) {
        String secret = "secret" + UUID.randomUUID();
        append(secrets(secret, 500));
        new Reencryption(store(), WITH_OLD).run(stream, false, UNSEEN);

        assertThat(FoundText.in(fixture().atRest(place(), backup, true), secret))
                .isEmpty();
        WITH_OLD.over(store()).append(List.of(batch(events(1))));
        assertThat(readAll(WITH_OLD.over(openAnother()), stream, ReadOptions.forwardsFrom(1)))
                .hasSize(501);
    }

    private List<AdmittedEvent> secrets(String secret, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> event(stream)
                        .payload("{\"n\":" + i + ",\"said\":\"" + (secret + " ").repeat(1 + i % 40) + "\"}")
                        .candidate())
                .toList();
    }

    private boolean write(EventStore mine, AtomicInteger writing) {
        try {
            for (int n = 0; n < BATCHES; n++) {
                retrying(mine, List.of(batch(events(3))));
            }
            return true;
        } finally {
            writing.decrementAndGet();
        }
    }

    private boolean rotate(AtomicInteger writing) {
        Reencryption reencryption = new Reencryption(store(), WITH_BOTH);
        while (writing.get() > 0) {
            reencryption.run(stream, false, UNSEEN);
        }
        return true;
    }

    private boolean readAgainAndAgain(EventStore mine, AtomicInteger writing) {
        while (writing.get() > 0) {
            assertThat(readAll(mine, stream, ReadOptions.forwardsFrom(1)))
                    .allMatch(each -> each.event().payload() instanceof Payload.Clear);
        }
        return true;
    }

    private SequencedEvent opened(SequencedEvent raw) {
        return WITH_OLD.over(openAnother()).find(stream, raw.event().eventId()).orElseThrow();
    }

    private List<SequencedEvent> sealed(int count) {
        WITH_OLD.over(store()).append(List.of(batch(events(count))));
        return readAll(stream);
    }

    private void replace(SequencedEvent raw, Payload next) {
        assertThat(store().replacePayloads(
                                stream,
                                List.of(new PayloadReplacement(
                                        raw.sequenceNumber(), raw.event().payload(), next)),
                                List.of()))
                .isEqualTo(1);
    }

    private void assertRefused(SequencedEvent event, String why) {
        EventStore sealed = WITH_OLD.over(openAnother());
        String name = "event " + event.sequenceNumber() + " (" + event.event().eventId() + ") of stream " + stream;
        assertThatThrownBy(() -> sealed.read(stream, ReadOptions.forwardsFrom(event.sequenceNumber())))
                .isInstanceOf(StoreFailedException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(why);
        assertThatThrownBy(() -> sealed.find(stream, event.event().eventId())).hasMessageContaining(name);
    }

    private List<AdmittedEvent> events(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> event(stream)
                        .entity("order", "o-" + i % 3)
                        .payload("{\"total\":" + i + "}")
                        .candidate())
                .toList();
    }

    private static PayloadEncryption required(PayloadKeyring keys) {
        return PayloadEncryption.of(Mode.REQUIRED, keys);
    }

    private static PayloadKey key(int filling) {
        byte[] secret = new byte[PayloadKey.LENGTH];
        Arrays.fill(secret, (byte) filling);
        return PayloadKey.of(secret);
    }
}
