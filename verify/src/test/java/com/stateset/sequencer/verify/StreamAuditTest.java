package com.stateset.sequencer.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.encryption.RecipientKey;
import com.stateset.sequencer.encryption.Recipients;
import com.stateset.sequencer.encryption.X25519PrivateKey;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.tlog.SignedNote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamAuditTest {

    private static final SignatureVerifier VERIFIER = SignatureVerifier.bouncyCastle();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 255, 256, 257, 513, 1500})
    void a_stream_of_any_size_passes_by_tiles_and_by_proofs(int events) {
        for (WrittenHistory history : List.of(WrittenHistory.withTiles(), WrittenHistory.withProofs())) {
            history.append(events, true).commit(events);

            assertSound(history, events, events, 1);
        }
    }

    @Test
    void what_is_not_committed_to_is_counted_and_no_failure() {
        WrittenHistory history = WrittenHistory.withTiles()
                .append(1200, true)
                .commit(100)
                .commit(101)
                .commit(900);

        assertThat(assertSound(history, 1200, 900, 3).uncommitted()).isEqualTo(300);
    }

    @Test
    void the_verifier_that_is_passed_in_decides() {
        WrittenHistory history = WrittenHistory.withTiles().append(9, true).commit(9);

        SignatureVerifier refusing = (key, hash, signature) ->
                !key.equals(WrittenHistory.SEQUENCER_KEY.publicKey()) && VERIFIER.verify(key, hash, signature);

        assertThat(StreamAudit.of(history, refusing, AuditProgress.NONE)).isInstanceOf(Verdict.Damaged.class);
    }

    @Test
    void a_stream_without_anything_is_none() {
        assertThat(StreamAudit.of(WrittenHistory.withTiles(), VERIFIER, AuditProgress.NONE))
                .isEqualTo(new Verdict.NoSuchStream());
    }

    @Test
    void it_says_whose_word_it_rests_on() {
        WrittenHistory history = WrittenHistory.withTiles().append(9, true).commit(9);
        String key = WrittenHistory.SEQUENCER_KEY.publicKey().toHex();

        assertThat(assertSound(history, 9, 9, 1).grounds())
                .singleElement()
                .asString()
                .contains(key, "which this source itself names");
        Verdict pinned = StreamAudit.of(
                history,
                VERIFIER,
                AuditOptions.NONE.trusting(Set.of(WrittenHistory.SEQUENCER_KEY.publicKey())),
                AuditProgress.NONE);
        assertThat(((Verdict.Sound) pinned).grounds())
                .singleElement()
                .asString()
                .contains(key, "a trusted one");

        WrittenHistory keyless = WrittenHistory.withTiles().append(9, true);
        keyless.withoutKey();
        assertThat(assertSound(keyless, 9, 0, 0).grounds())
                .containsExactly("rests on this source's word alone: nothing is signed by a sequencer");
    }

    @Test
    void a_checkpoint_that_was_kept_is_extended() {
        WrittenHistory history = WrittenHistory.withProofs().append(300, false);
        SignedNote kept = Objects.requireNonNull(history.checkpoint);
        history.append(400, false);

        Verdict verdict = StreamAudit.of(history, VERIFIER, AuditOptions.NONE.extending(kept), AuditProgress.NONE);

        assertThat(((Verdict.Sound) verdict).checkpoint().orElseThrow().head()).isEqualTo(history.edge.head());
    }

    @Test
    void commitments_from_before_the_first_key_are_no_damage() {
        WrittenHistory history =
                WrittenHistory.withTiles().append(20, false).commit(10).commit(20);
        history.alterCommitment(0, WrittenHistory::unsigned);
        history.events.replaceAll(event ->
                new SequencedEvent(event.event(), event.sequenceNumber(), event.sequencedAt(), 1, event.leafHash(), 0));

        assertThat(assertSound(history, 20, 20, 2).grounds())
                .contains("1 commitment is of a time before the sequencer had a key, and not signed");
    }

    @Test
    void a_key_that_was_revoked_or_expired_later_still_counts() {
        WrittenHistory history = WrittenHistory.withTiles().append(9, true).commit(9);
        history.agentKeys.replaceAll(key -> new AgentKey(
                key.tenantId(),
                key.agentId(),
                key.keyId(),
                key.publicKey(),
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2026-01-02T00:00:00Z"),
                Instant.parse("2026-01-01T12:00:00Z")));

        assertSound(history, 9, 9, 1);
    }

    @Test
    void erased_payloads_are_damage_unless_they_are_known_of() {
        WrittenHistory history = WrittenHistory.withTiles().append(9, true).commit(9);
        history.forge(5, event -> ChangedEvents.with(event, new Payload.Erased(), event.payloadHashes()));
        history.forge(7, event -> ChangedEvents.with(event, new Payload.Erased(), event.payloadHashes()));

        assertThat(StreamAudit.of(history, VERIFIER, AuditProgress.NONE))
                .isEqualTo(new Verdict.Damaged(
                        5L,
                        "event 5: its payload is missing, and no erasure of it is recorded; so it is with 2 in all"));
        Verdict accepted =
                StreamAudit.of(history, VERIFIER, AuditOptions.NONE.acceptingMissingPayloads(), AuditProgress.NONE);
        assertThat(((Verdict.Sound) accepted).reservations())
                .containsExactly("2 payloads are missing without a record of their erasure and were not checked");
    }

    @Test
    void what_is_encrypted_end_to_end_is_named_as_unchecked() {
        Recipients recipients =
                Recipients.of(new RecipientKey(7, X25519PrivateKey.generate().publicKey()));
        WrittenHistory history = WrittenHistory.withTiles().append(9, true);
        history.forge(3, event -> ChangedEvents.signed(recipients.encrypt(event)));
        history.forge(6, event -> ChangedEvents.signed(recipients.encrypt(event)));
        history.resign();
        history.commit(9);

        Verdict.Sound sound = assertSound(history, 9, 9, 1);
        assertThat(sound.payloads().endToEnd()).isEqualTo(2);
        assertThat(sound.reservations())
                .containsExactly("2 payloads are encrypted end to end; only their ciphertext was checked");
    }

    @Test
    void a_record_counts_if_it_is_the_sequencers_or_that_is_said() {
        WrittenHistory history = WrittenHistory.withTiles().append(9, false);
        history.forge(5, event -> ChangedEvents.with(event, new Payload.Erased(), event.payloadHashes()));
        history.forge(9, event -> ChangedEvents.record(event, new EntityRef("order", "o-5")));
        history.resign();
        history.commit(9);

        assertThat(assertSound(history, 9, 9, 1).reservations().toString())
                .contains("1 payload is erased, on a record that may be another's");
        history.sequencerId = WrittenHistory.AGENT.agentId();
        assertThat(assertSound(history, 9, 9, 1).reservations())
                .containsExactly("1 payload is erased, on record, and was not checked");
        history.sequencerId = UUID.randomUUID();
        assertThat(StreamAudit.of(history, VERIFIER, AuditProgress.NONE))
                .isEqualTo(new Verdict.Damaged(
                        5L,
                        "event 5: its payload is missing, and no erasure of it is recorded; so it is with 1 in all"));
    }

    @Test
    void progress_is_told_up_to_the_head() {
        List<String> told = new ArrayList<>();
        WrittenHistory history = WrittenHistory.withTiles().append(2500, false).commit(2400);

        assertThat(StreamAudit.of(history, VERIFIER, (checked, head) -> told.add(checked + "/" + head)))
                .isInstanceOf(Verdict.Sound.class);

        assertThat(told).containsExactly("1000/2500", "2000/2500", "2500/2500");
    }

    private static Verdict.Sound assertSound(HistorySource history, long head, long committed, long commitments) {
        Verdict verdict = StreamAudit.of(history, VERIFIER, AuditProgress.NONE);

        assertThat(verdict).isInstanceOf(Verdict.Sound.class);
        Verdict.Sound sound = (Verdict.Sound) verdict;
        assertThat(List.of(sound.head(), sound.committed(), sound.commitments()))
                .containsExactly(head, committed, commitments);
        assertThat(sound.tree().size()).isEqualTo(head);
        return sound;
    }
}
