package com.stateset.sequencer.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Payload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

            assertThat(StreamAudit.of(history, VERIFIER, AuditProgress.NONE))
                    .isEqualTo(new Verdict.Sound(events, events, events, 1));
        }
    }

    @Test
    void what_is_not_committed_to_is_counted_and_no_failure() {
        WrittenHistory history = WrittenHistory.withTiles()
                .append(1200, true)
                .commit(100)
                .commit(101)
                .commit(900);

        Verdict verdict = StreamAudit.of(history, VERIFIER, AuditProgress.NONE);

        assertThat(verdict).isEqualTo(new Verdict.Sound(1200, 900, 1200, 3));
        assertThat(((Verdict.Sound) verdict).uncommitted()).isEqualTo(300);
    }

    @Test
    void the_verifier_that_is_passed_in_decides() {
        WrittenHistory history = WrittenHistory.withTiles().append(9, true).commit(9);

        Ed25519PublicKey refused = history.agentKeys.get(0).publicKey();

        SignatureVerifier verifier =
                (key, hash, signature) -> !key.equals(refused) && VERIFIER.verify(key, hash, signature);
        assertThat(StreamAudit.of(history, verifier, AuditProgress.NONE)).isInstanceOf(Verdict.Damaged.class);
    }

    @Test
    void an_empty_stream_is_sound() {
        assertThat(StreamAudit.of(WrittenHistory.withTiles(), VERIFIER, AuditProgress.NONE))
                .isEqualTo(new Verdict.Sound(0, 0, 0, 0));
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

        assertThat(StreamAudit.of(history, VERIFIER, AuditProgress.NONE)).isEqualTo(new Verdict.Sound(9, 9, 9, 1));
    }

    @Test
    void an_erased_payload_is_known_by_its_hashes() {
        WrittenHistory history = WrittenHistory.withTiles().append(9, true).commit(9);
        history.forge(5, event -> WrittenHistory.with(event, new Payload.Erased(), event.payloadHashes()));

        assertThat(StreamAudit.of(history, VERIFIER, AuditProgress.NONE)).isEqualTo(new Verdict.Sound(9, 9, 9, 1));
    }

    @Test
    void progress_is_told_up_to_the_head() {
        List<String> told = new ArrayList<>();
        WrittenHistory history = WrittenHistory.withTiles().append(2500, false).commit(2400);

        assertThat(StreamAudit.of(history, VERIFIER, (checked, head) -> told.add(checked + "/" + head)))
                .isInstanceOf(Verdict.Sound.class);

        assertThat(told).containsExactly("1000/2500", "2000/2500", "2500/2500");
    }
}
