package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.EventAlteredException;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.ingest.IngestReceipt;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No receipt is signed for an event that is not as it was sequenced; the others get theirs. */
@Timeout(60)
class ReceiptOfAlteredEventTest {

    private final MemoryStore store = new MemoryStore();
    private final SigningKey key = SigningKey.generate();
    private final Sequencer sequencer = Sequencer.builder()
            .store(store)
            .signingKey(key)
            .headsLogInterval(Duration.ZERO)
            .build();
    private final EventStream stream = sequencer.stream(Samples.stream());

    @AfterEach
    void close() {
        store.history().beforeRead(() -> {});
        sequencer.close();
    }

    @Test
    void no_receipt_for_an_event_that_was_altered() {
        append(300);
        SequencedEvent before = store.all(stream.id()).get(6);
        store.forge(stream.id(), 7, false, ForgedRow::altered);
        SequencedEvent forged = store.all(stream.id()).get(6);
        assertThat(sequencer.identity().receipt(before).signature()).isNotNull();
        assertThatExceptionOfType(EventAlteredException.class)
                .isThrownBy(() -> sequencer.identity().receipts(stream.id(), List.of(before, forged)))
                .withMessageContaining("event 7, or one beside it, is not as it was sequenced");
        sequencer.ping();
        assertThat(append(1).checkpoint()).isPresent();
    }

    @Test
    void no_receipt_for_an_event_of_another_payload() {
        append(3);
        store.forge(
                stream.id(),
                2,
                false,
                row -> ForgedRow.with(row, ForgedRow.eventWith(row.event(), "{\"total\":1}"), row.leafHash()));
        assertThatExceptionOfType(EventAlteredException.class)
                .isThrownBy(() ->
                        sequencer.identity().receipt(store.all(stream.id()).get(1)))
                .withMessageContaining("event 2 is not as it was sequenced: its payload is another");
    }

    @Test
    void no_receipt_for_an_event_that_is_not_its_leafs() {
        append(3);
        store.forge(
                stream.id(),
                2,
                false,
                row -> ForgedRow.with(row, ForgedRow.altered(row).event(), row.leafHash()));
        assertThatExceptionOfType(EventAlteredException.class)
                .isThrownBy(() ->
                        sequencer.identity().receipt(store.all(stream.id()).get(1)))
                .withMessageContaining("event 2 is not as it was sequenced: entry 1 of 3");
    }

    @Test
    void no_receipt_for_a_replay_of_an_altered_row() {
        NewEvent.Builder sent = Samples.order("o-1").eventId(UUID.randomUUID()).createdAt("2026-01-01T00:00:00Z");
        stream.append(sent.build()).orThrow();
        append(3);
        IngestReceipt replay = stream.append(sent.build());
        assertThat(replay.duplicates()).isEqualTo(1);
        assertThat(sequencer.identity().receipts(replay)).hasSize(1);
        store.forge(stream.id(), 1, false, ForgedRow::altered);
        IngestReceipt forged = stream.append(sent.payload("{\"total\":1}").build());
        assertThat(forged.duplicates()).isEqualTo(1);
        assertThat(sequencer.identity().receipts(replay)).hasSize(1);
        assertThatExceptionOfType(EventAlteredException.class)
                .isThrownBy(() -> sequencer.identity().receipts(forged));
    }

    @Test
    void receipts_of_a_page_read_each_tile_once() {
        append(700);
        List<SequencedEvent> page = store.all(stream.id()).subList(256, 512);
        AtomicInteger reads = new AtomicInteger();
        store.history().beforeRead(reads::incrementAndGet);
        assertThat(sequencer.identity().receipts(stream.id(), page))
                .hasSize(256)
                .allSatisfy(receipt -> receipt.verifySignature(key.publicKey()));
        assertThat(reads).hasValueLessThanOrEqualTo(4);
    }

    private IngestReceipt append(int events) {
        return stream.append(Samples.orders(events)).orThrow();
    }
}
