package com.stateset.sequencer.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.event.Ed25519Signature;
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
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MissingPayloadsTest {

    private static final StreamId STREAM = new StreamId(UUID.randomUUID(), UUID.randomUUID());
    private static final EntityRef ADA = new EntityRef("customer", "ada");
    private static final EntityRef BOB = new EntityRef("customer", "bob");
    private static final Payload ERASED = new Payload.Erased();

    private static final UUID SEQUENCER = UUID.randomUUID();

    private final WrittenHistory source = WrittenHistory.withTiles();
    private final MissingPayloads missing =
            new MissingPayloads(new SequencerTrust(source, SignatureVerifier.bouncyCastle(), Set.of()));
    private long last;

    @BeforeEach
    void nameTheSequencer() {
        source.sequencerId = SEQUENCER;
    }

    @Test
    void a_record_stands_for_what_is_before_it() throws Exception {
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
    void what_is_behind_the_record_or_of_another_entity_is_missing() throws Exception {
        take(BOB, ERASED);
        take(ADA, ERASED);
        record(ADA);
        take(ADA, ERASED);

        assertThat(missing.first()).contains(new First(1, false));
        assertThat(missing.unrecorded()).isEqualTo(2);
        assertThat(missing.erased()).isEqualTo(3);
    }

    @Test
    void a_record_that_cannot_be_read_stands_for_nothing() throws Exception {
        take(ADA, ERASED);
        take(Erasure.LOG, ERASED);

        assertThat(missing.unrecorded()).isEqualTo(2);
    }

    @Test
    void an_encrypted_payload_counts_apart() throws Exception {
        take(BOB, new Payload.Encrypted(new byte[] {1}));
        take(ADA, ERASED);

        assertThat(missing.first()).contains(new First(1, true));
        assertThat(missing.encrypted()).isEqualTo(1);
        assertThat(missing.unrecorded()).isEqualTo(1);
    }

    @Test
    void a_payload_for_its_recipients_is_named_and_no_damage() throws Exception {
        Payload.EndToEnd payload = new Payload.EndToEnd(CanonicalJson.parse("{}"));
        PayloadHashes hashes = PayloadHashes.encrypted(Hash.ZERO, Hash.parse("11".repeat(32)));
        take(ChangedEvents.with(event(ADA, "t", UUID.randomUUID(), ERASED, Authorship.UNSIGNED), payload, hashes));

        assertThat(missing.endToEnd()).isEqualTo(1);
        assertThat(missing.encrypted()).isZero();
        assertThat(missing.first()).isEmpty();
    }

    @Test
    void a_forged_record_excuses_nothing() throws Exception {
        take(ADA, ERASED);
        take(record(ADA, UUID.randomUUID(), Erasure.EVENT_TYPE, Authorship.UNSIGNED));
        take(record(ADA, SEQUENCER, "ves.entity_renamed", Authorship.UNSIGNED));
        take(record(
                ADA,
                SEQUENCER,
                Erasure.EVENT_TYPE,
                new Authorship.Signed(1, Ed25519Signature.of(new byte[Ed25519Signature.LENGTH]))));

        assertThat(missing.first()).contains(new First(1, false));
        assertThat(missing.unrecorded()).isEqualTo(1);
    }

    @Test
    void without_a_sequencers_name_records_count_by_their_form() throws Exception {
        source.sequencerId = null;
        take(ADA, ERASED);
        take(ADA, ERASED);
        take(BOB, ERASED);
        take(record(ADA, UUID.randomUUID(), Erasure.EVENT_TYPE, Authorship.UNSIGNED));

        assertThat(missing.unrecorded()).isEqualTo(1);
        assertThat(missing.unattributed()).isEqualTo(2);
    }

    private void record(EntityRef entity) throws DamageException {
        take(record(entity, SEQUENCER, Erasure.EVENT_TYPE, Authorship.UNSIGNED));
        assertThat(missing.unattributed()).isZero();
    }

    private static Event record(EntityRef entity, UUID author, String type, Authorship authorship) {
        NewEvent record = new Erasure(entity, "dpo", "why").toEvent(author, 0);
        return event(Erasure.LOG, type, author, Payload.clear(record.canonicalPayload()), authorship);
    }

    private void take(EntityRef entity, Payload payload) throws DamageException {
        take(event(entity, "t", UUID.randomUUID(), payload, Authorship.UNSIGNED));
    }

    private void take(Event event) throws DamageException {
        missing.take(new SequencedEvent(event, ++last, Instant.EPOCH, 1, Hash.ZERO, 0));
    }

    private static Event event(EntityRef entity, String type, UUID author, Payload payload, Authorship authorship) {
        return new Event(
                STREAM,
                UUID.randomUUID(),
                null,
                entity,
                type,
                CreatedAt.now(),
                author,
                null,
                payload,
                PayloadHashes.of(CanonicalJson.parse("1")),
                authorship);
    }
}
