package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.RecordedErasure;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EraserTest {

    private static final EntityRef ADA = new EntityRef("order", "ada");

    private final MemoryStore store = new MemoryStore();
    private final Sequencer sequencer = Sequencer.builder().store(store).build();
    private final StreamId id = Samples.stream();
    private final EventStream stream = sequencer.stream(id);

    /** Offsets of the pages of records that were read. */
    private final List<Long> pages = new ArrayList<>();

    @AfterEach
    void close() {
        sequencer.close();
    }

    @Test
    void a_forged_record_keeps_no_erasure_back() {
        append("ada");
        append("forged");
        forgeRecord(2, UUID.randomUUID());

        RecordedErasure record = stream.erase(ADA, "dpo", "why").orElseThrow();

        assertThat(record.sequenceNumber()).isEqualTo(3);
        assertThat(store.all(id).get(0).event().payload()).isEqualTo(new Payload.Erased());
    }

    @Test
    void a_forged_record_is_not_the_answer_for_what_is_gone() {
        append("ada");
        append("forged");
        store.forge(id, 1, false, event -> event.withPayload(new Payload.Erased()));
        forgeRecord(2, UUID.randomUUID());

        assertThat(stream.erase(ADA, "dpo", "why"))
                .map(RecordedErasure::sequenceNumber)
                .contains(3L);
        assertThat(stream.erase(ADA, "dpo", "again"))
                .map(RecordedErasure::sequenceNumber)
                .contains(3L);
    }

    @Test
    void records_are_not_read_for_an_entity_that_has_its_payload() {
        watchRecords();
        for (int i = 0; i < 20; i++) {
            append("o-" + i);
            assertThat(stream.erase(new EntityRef("order", "o-" + i), "dpo", "why")).isPresent();
        }

        assertThat(pages).isEmpty();
    }

    @Test
    void records_are_read_back_to_the_entitys_last_event_only() {
        for (int i = 0; i < 600; i++) {
            append("o-" + i);
            assertThat(stream.erase(new EntityRef("order", "o-" + i), "dpo", "why")).isPresent();
        }
        append("ada");
        store.forge(id, 1201, false, event -> event.withPayload(new Payload.Erased()));
        watchRecords();

        assertThat(stream.erase(ADA, "dpo", "why"))
                .map(RecordedErasure::sequenceNumber)
                .contains(1202L);
        assertThat(pages).containsExactly(100L);
    }

    private void watchRecords() {
        store.beforeHistory((entity, offset) -> {
            if (entity.equals(Erasure.LOG) && offset < Long.MAX_VALUE) {
                pages.add(offset);
            }
        });
    }

    private void append(String entityId) {
        assertThat(stream.append(Samples.order(entityId).build()).accepted()).isEqualTo(1);
    }

    /** As a server from before there were records has let it in. */
    private void forgeRecord(int sequenceNumber, UUID author) {
        NewEvent record = new Erasure(ADA, "mallory", "why not").toEvent(author, 0);
        store.forge(id, sequenceNumber, true, row -> {
            Event event = new Event(
                    id,
                    UUID.randomUUID(),
                    null,
                    Erasure.LOG,
                    Erasure.EVENT_TYPE,
                    row.event().createdAt(),
                    author,
                    null,
                    Payload.clear(record.canonicalPayload()),
                    PayloadHashes.of(record.canonicalPayload()),
                    Authorship.UNSIGNED);
            return new SequencedEvent(
                    event, row.sequenceNumber(), row.sequencedAt(), 1, row.leafHash(), 0);
        });
    }
}
