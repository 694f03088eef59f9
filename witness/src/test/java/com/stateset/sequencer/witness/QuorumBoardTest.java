package com.stateset.sequencer.witness;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.Cosignature;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuorumBoardTest {

    private static final Instant T = Instant.ofEpochSecond(1_800_000_000);
    private static final List<Hash> ENTRIES = Logs.entries(5);

    private final QuorumBoard board = new QuorumBoard(2);

    @Test
    void dates_a_quorum_by_the_oldest_line_it_needs() {
        board.add("w1", line(ENTRIES, T));
        keep("w2", line(ENTRIES, T.plusSeconds(60)));
        assertThat(board.status().lastQuorum()).contains(T);

        keep("w3", line(ENTRIES, T.plusSeconds(90)));

        assertThat(board.status().lastQuorum()).contains(T.plusSeconds(60));
        assertThat(board.status().quorumAge(T.plusSeconds(70))).contains(Duration.ofSeconds(10));
        assertThat(board.status().witnessedSize()).isEqualTo(5);
    }

    @Test
    void stays_old_while_one_witness_alone_cosigns_again() {
        board.add("w1", line(ENTRIES, T));
        keep("w2", line(ENTRIES, T.plusSeconds(1)));
        keep("w2", line(ENTRIES, T.plusSeconds(1000)));

        assertThat(board.status().lastQuorum()).contains(T);
    }

    @Test
    void of_two_roots_of_one_size_makes_no_quorum() {
        board.add("w1", line(ENTRIES, T));

        assertThat(board.add("w2", line(Logs.entries(5, 2), T))).isEmpty();
    }

    @Test
    void keeps_a_contradiction_until_the_witness_cosigns_again() {
        assertThat(board.contradicted("w1", "answers 422")).isTrue();
        board.failed("w1", "does not answer in time");

        assertThat(board.status().failures()).containsEntry("w1", "does not answer in time");
        assertThat(board.status().contradictions()).containsEntry("w1", "answers 422");
        assertThat(board.status().contradiction())
                .contains("the witness w1 answers 422: it was shown another history of this log");
        assertThat(board.contradicted("w1", "answers 422")).isFalse();

        board.add("w1", line(ENTRIES, T));
        assertThat(board.status().failures()).isEmpty();
        assertThat(board.status().contradictions()).isEmpty();
        assertThat(board.status().contradiction()).isEmpty();
    }

    private void keep(String witness, WitnessLine line) {
        board.kept(board.add(witness, line).orElseThrow());
    }

    private static WitnessLine line(List<Hash> entries, Instant time) {
        SignedCheckpoint checkpoint = Logs.checkpoint(entries);
        return new WitnessLine(
                checkpoint,
                Cosignature.sign(
                        checkpoint.note(),
                        Logs.WITNESS,
                        time,
                        message -> Logs.WITNESS_KEY.signText(message).toByteArray()),
                time);
    }
}
