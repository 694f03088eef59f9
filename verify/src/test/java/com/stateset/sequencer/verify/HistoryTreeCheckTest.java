package com.stateset.sequencer.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTreeCheckTest {

    private static final CanonicalJson OTHER = CanonicalJson.parse("{\"total\":0}");

    @ParameterizedTest
    @ValueSource(ints = {1, 255, 256, 257, 66_000})
    void a_history_of_any_size_has_the_tiles_it_should_have(int events) {
        assertThat(audit(WrittenHistory.withTiles().append(events, false), AuditOptions.NONE))
                .isInstanceOf(Verdict.Sound.class);
    }

    @Test
    void a_checkpoint_holds_every_event_up_to_it() {
        for (int number : new int[] {1, 256, 257, 300}) {
            WrittenHistory history = WrittenHistory.withProofs().append(300, false);
            SignedNote kept = Objects.requireNonNull(history.checkpoint);
            history.append(10, false);
            forge(history, number);
            history.resign();

            damaged(
                    history,
                    AuditOptions.NONE.extending(kept),
                    "the history is not the one of the checkpoint that was kept");
        }
    }

    @Test
    void an_event_behind_a_kept_checkpoint_is_not_held_by_it() {
        WrittenHistory history = WrittenHistory.withProofs().append(300, false);
        SignedNote kept = Objects.requireNonNull(history.checkpoint);
        history.append(10, false);
        forge(history, 301);
        history.resign();

        assertThat(audit(history, AuditOptions.NONE.extending(kept))).isInstanceOf(Verdict.Sound.class);
    }

    @Test
    void an_altered_event_is_another_leaf_of_the_tree() {
        WrittenHistory history = WrittenHistory.withTiles().append(300, false);
        forge(history, 17);
        damaged(history, AuditOptions.NONE, "event 17: its history tree holds another leaf for it, in tile/0/000");

        WrittenHistory late = WrittenHistory.withTiles().append(300, false);
        forge(late, 290);
        damaged(late, AuditOptions.NONE, "event 290: its history tree holds another leaf for it, in tile/0/001.p/44");
    }

    @Test
    void a_truncated_history_is_missing_what_was_signed() {
        WrittenHistory history = WrittenHistory.withProofs().append(300, false);
        history.events.remove(299);
        history.head = 299;

        damaged(history, AuditOptions.NONE, "event 300: it is missing: its signed checkpoint is of 300 events");
    }

    @Test
    void a_tile_that_differs_or_is_missing_is_named() {
        WrittenHistory history = WrittenHistory.withTiles().append(600, false);
        history.alteredTiles.put(TilePath.hashes(1, 0, 2), new byte[2 * Hash.LENGTH]);
        damaged(history, AuditOptions.NONE, "tile/1/000.p/2 of its history tree is not that of its events");

        history.alteredTiles.put(TilePath.hashes(1, 0, 2), new byte[0]);
        damaged(history, AuditOptions.NONE, "tile/1/000.p/2 of its history tree is missing");
    }

    @Test
    void a_right_edge_that_differs_is_named() {
        WrittenHistory history = WrittenHistory.withTiles().append(9, false);
        history.edge = CompactRange.EMPTY.appendEntries(Collections.nCopies(9, Hash.ZERO));

        damaged(history, AuditOptions.NONE, "the history is not the one of its stored right edge");
    }

    @Test
    void a_checkpoint_that_is_missing_or_badly_signed_is_named() {
        WrittenHistory history = WrittenHistory.withProofs().append(9, false);
        SignedNote good = Objects.requireNonNull(history.checkpoint);
        history.checkpoint = null;
        damaged(history, AuditOptions.NONE, "its history has no signed checkpoint, although the sequencer has a key");

        history.checkpoint = history.checkpoint(history.edge.head(), SigningKey.generate());
        damaged(history, AuditOptions.NONE, "the signed checkpoint of its history is not signed with a key of the");

        history.checkpoint =
                new SignedNote(history.checkpoint(new TreeHead(8, Hash.ZERO)).text(), good.signatures());
        damaged(history, AuditOptions.NONE, "the signed checkpoint of its history does not hold: not a signature");

        history.checkpoint = WrittenHistory.withProofs().append(9, false).checkpoint;
        damaged(history, AuditOptions.NONE, "the signed checkpoint of its history is one of another log: test.log/");
    }

    @Test
    void a_key_that_is_not_the_trusted_one_signs_nothing() {
        WrittenHistory history = WrittenHistory.withTiles().append(9, false).commit(9);

        damaged(
                history,
                AuditOptions.NONE.trusting(Set.of(SigningKey.generate().publicKey())),
                "the signed checkpoint of its history is not signed with a trusted key");
    }

    @Test
    void what_is_expected_must_be_there() {
        WrittenHistory history = WrittenHistory.withTiles().append(9, false).commit(5);

        assertThat(audit(history, AuditOptions.NONE.expecting(9, 5))).isInstanceOf(Verdict.Sound.class);
        damaged(history, AuditOptions.NONE.expecting(10, 0), "event 10: it is missing: there should be at least 10");
        damaged(history, AuditOptions.NONE.expecting(0, 9), "the chain of commitments ends at 5, but should reach 9");
    }

    @Test
    void an_unsigned_commitment_is_damage_where_a_key_signs() {
        for (WrittenHistory history : List.of(WrittenHistory.withTiles(), WrittenHistory.withProofs())) {
            history.append(9, false).commit(5).commit(9);
            history.alterCommitment(1, WrittenHistory::unsigned);
            damaged(history, AuditOptions.NONE, "the commitment of 6..9: it is not signed, although the");

            history.alterCommitment(0, WrittenHistory::unsigned);
            damaged(history, AuditOptions.NONE, "the commitment of 1..5: it is not signed, ");
        }
    }

    private static void forge(WrittenHistory history, long number) {
        history.forge(number, event -> ChangedEvents.with(event, Payload.clear(OTHER), PayloadHashes.of(OTHER)));
    }

    private static void damaged(HistorySource history, AuditOptions options, String what) {
        assertThat(audit(history, options))
                .isInstanceOfSatisfying(
                        Verdict.Damaged.class,
                        damaged -> assertThat(damaged.what()).startsWith(what));
    }

    private static Verdict audit(HistorySource history, AuditOptions options) {
        return StreamAudit.of(history, SignatureVerifier.bouncyCastle(), options, AuditProgress.NONE);
    }
}
