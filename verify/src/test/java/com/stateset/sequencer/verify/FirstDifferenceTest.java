package com.stateset.sequencer.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.StoredCommitment;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class FirstDifferenceTest {

    @RepeatedTest(20)
    void whatever_is_forged_the_first_is_found_with_few_proofs() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int events = 1 + random.nextInt(700);
        WrittenHistory history =
                WrittenHistory.withProofs().append(events, false).commit(events);
        TreeSet<Long> forged = new TreeSet<>();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            forged.add(1L + random.nextInt(events));
        }
        forged.forEach(number -> history.forge(number, event -> ChangedEvents.withType(event, "order.lost")));
        history.resign();

        Verdict verdict = StreamAudit.of(history, SignatureVerifier.bouncyCastle(), AuditProgress.NONE);

        assertThat(verdict)
                .as("seed %s, %s events, forged %s", seed, events, forged)
                .isEqualTo(new Verdict.Damaged(
                        forged.first(), "event " + forged.first() + ": it is not the event that was committed to"));
        assertThat(history.proofs)
                .as("seed %s", seed)
                .isLessThanOrEqualTo(Long.SIZE - Long.numberOfLeadingZeros(events) + 1);
    }

    @Test
    void rows_that_changed_places_are_found_at_the_first_of_them() {
        WrittenHistory history =
                WrittenHistory.withProofs().append(900, true).commit(100).commit(800);
        var first = history.events.get(299);
        var second = history.events.get(499);
        history.alter(300, row -> WrittenHistory.sequenced(second.event(), 300));
        history.alter(500, row -> WrittenHistory.sequenced(first.event(), 500));
        history.resign();

        assertThat(StreamAudit.of(history, SignatureVerifier.bouncyCastle(), AuditProgress.NONE))
                .isEqualTo(new Verdict.Damaged(300L, "event 300: it is not the event that was committed to"));
    }

    @Test
    void an_altered_root_is_told_from_altered_events() {
        WrittenHistory history = WrittenHistory.withProofs().append(9, true).commit(9);
        history.alterCommitment(
                0,
                commitment -> new StoredCommitment(
                        commitment.batchId(),
                        commitment.stream(),
                        commitment.vesVersion(),
                        1,
                        9,
                        Hash.ZERO,
                        commitment.prevStateRoot(),
                        commitment.newStateRoot(),
                        commitment.committedAt(),
                        commitment.sequencerKeyVersion(),
                        commitment.signature()));

        assertThat(StreamAudit.of(history, SignatureVerifier.bouncyCastle(), AuditProgress.NONE))
                .isEqualTo(
                        new Verdict.Damaged(null, "the commitment of 1..9: its Merkle root is not that of its events"));
        assertThat(history.proofs).isZero();
    }
}
