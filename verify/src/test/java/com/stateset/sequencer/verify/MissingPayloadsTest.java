package com.stateset.sequencer.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.verify.MissingPayloads.First;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MissingPayloadsTest {

    private static final StreamId STREAM = new StreamId(UUID.randomUUID(), UUID.randomUUID());
    private static final EntityRef ADA = new EntityRef("customer", "ada");
    private static final EntityRef BOB = new EntityRef("customer", "bob");
    private static final Payload ERASED = new Payload.Erased();

    private final MissingPayloads missing = new MissingPayloads();
    private long last;

    @Test
    void a_record_stands_for_what_is_before_it() {
        take(ADA, ERASED);
        take(BOB, Payload.clear(CanonicalJson.parse("1")));
        take(ADA, ERASED);
        assertThat(missing.first()).contains(new First(1, false));
        assertThat(missing.unrecorded()).isEqualTo(2);

        record(ADA);

        assertThat(missing.first()).isEmpty();
        assertThat(missing.erased()).isEqualTo(2);
        assertThat(missing.unrecorded()).isZero();
    }

    @Test
    void what_is_behind_the_record_or_of_another_entity_is_missing() {
        take(BOB, ERASED);
        take(ADA, ERASED);
        record(ADA);
        take(ADA, ERASED);

        assertThat(missing.first()).contains(new First(1, false));
        assertThat(missing.unrecorded()).isEqualTo(2);
        assertThat(missing.erased()).isEqualTo(3);
    }

    @Test
    void a_record_that_cannot_be_read_stands_for_nothing() {
        take(ADA, ERASED);
        take(Erasure.LOG, ERASED);

        assertThat(missing.unrecorded()).isEqualTo(2);
    }

    @Test
    void an_encrypted_payload_counts_apart() {
        take(BOB, new Payload.Encrypted(new byte[] {1}));
        take(ADA, ERASED);

        assertThat(missing.first()).contains(new First(1, true));
        assertThat(missing.encrypted()).isEqualTo(1);
        assertThat(missing.unrecorded()).isEqualTo(1);
    }

    private void record(EntityRef entity) {
        NewEvent record = new Erasure(entity, "dpo", "why").toEvent(UUID.randomUUID(), 0);
        take(Erasure.LOG, Payload.clear(record.canonicalPayload()));
    }

    private void take(EntityRef entity, Payload payload) {
        Event event = new Event(
                STREAM,
                UUID.randomUUID(),
                null,
                entity,
                "t",
                CreatedAt.now(),
                UUID.randomUUID(),
                null,
                payload,
                PayloadHashes.of(CanonicalJson.parse("1")),
                Authorship.UNSIGNED);
        missing.take(new SequencedEvent(event, ++last, Instant.EPOCH, 1, Hash.ZERO, 0));
    }
}
