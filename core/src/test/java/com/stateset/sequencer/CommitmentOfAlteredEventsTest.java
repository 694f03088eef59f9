package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.EventAlteredException;
import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.MerkleTree;
import com.stateset.sequencer.proof.Commitment;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is committed to that is not in the history as it was signed or seen before. */
@Timeout(60)
class CommitmentOfAlteredEventsTest {

    private final MemoryStore store = new MemoryStore();
    private final SigningKey key = SigningKey.generate();
    private Sequencer sequencer = open(true, CommitmentPolicy.onRequest());
    private EventStream stream = sequencer.stream(Samples.stream());

    @AfterEach
    void close() {
        sequencer.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_altered_leaf_is_not_committed_to(boolean signs) {
        reopen(signs, CommitmentPolicy.onRequest());
        append(700);
        Commitment before = stream.commit(1, 100);
        for (int number : List.of(101, 300, 600, 700)) {
            SequencedEvent row = store.all(stream.id()).get(number - 1);
            store.forge(stream.id(), number, false, CommitmentOfAlteredEventsTest::altered);
            assertThatExceptionOfType(EventAlteredException.class)
                    .isThrownBy(() -> stream.commit())
                    .withMessageContaining("is not as it was sequenced");
            assertThatExceptionOfType(EventAlteredException.class).isThrownBy(() -> stream.commit(101, 700));
            store.forge(stream.id(), number, false, forged -> row);
        }
        assertThat(stream.latestCommitment()).contains(before);
        assertThat(store.commitments().tiledRanges()).isEqualTo(1);
        sequencer.ping();
        assertThat(stream.commit(101, 650).merkleRoot()).isEqualTo(rootOf(101, 650));
        assertThat(stream.commit().merkleRoot()).isEqualTo(rootOf(651, 700));
    }

    @Test
    void a_leaf_that_is_not_the_trees_is_not_committed_to() {
        append(700);
        store.commitments().alterLeaves(true);
        assertThatExceptionOfType(EventAlteredException.class)
                .isThrownBy(() -> stream.commit(1, 300))
                .withMessageContaining("an event of 1..300 is not as it was sequenced");
        assertThat(store.commitments().tiledRanges()).isZero();
        store.commitments().alterLeaves(false);
        assertThat(stream.commit(1, 300).merkleRoot()).isEqualTo(rootOf(1, 300));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void another_history_is_not_committed_to_and_stops(boolean signs) {
        reopen(signs, CommitmentPolicy.onRequest());
        append(5);
        store.forge(stream.id(), 2, true, CommitmentOfAlteredEventsTest::altered);
        assertThatExceptionOfType(StreamStoppedException.class).isThrownBy(() -> stream.commit());
        assertThatExceptionOfType(StreamStoppedException.class).isThrownBy(() -> stream.commit(1, 5));
        assertThatExceptionOfType(StreamStoppedException.class).isThrownBy(sequencer::ping);
        assertThat(stream.latestCommitment()).isEmpty();
    }

    @Test
    void a_stopped_stream_is_not_committed_to() {
        append(5);
        store.cut(stream.id(), 3);
        assertThatExceptionOfType(StreamStoppedException.class).isThrownBy(() -> append(1));
        assertThatExceptionOfType(StreamStoppedException.class).isThrownBy(() -> stream.commit());
        assertThatExceptionOfType(StreamStoppedException.class).isThrownBy(() -> stream.commit(1, 2));
        assertThat(stream.latestCommitment()).isEmpty();
        sequencer.acceptHistory(stream.id());
        assertThat(stream.commit().sequenceEnd()).isEqualTo(3);
    }

    @Test
    void a_policy_commits_to_no_altered_event() {
        append(5);
        store.forge(stream.id(), 2, false, CommitmentOfAlteredEventsTest::altered);
        reopen(true, CommitmentPolicy.everyEvents(1).orAfter(Duration.ofMillis(5)));
        EventStream sound = sequencer.stream(Samples.stream());
        for (int round = 1; round <= 3; round++) {
            assertThat(sound.append(Samples.orders(1)).accepted()).isEqualTo(1);
            while (sound.latestCommitment().map(Commitment::sequenceEnd).orElse(0L) < round) {
                Thread.onSpinWait();
            }
        }
        assertThat(stream.latestCommitment()).isEmpty();
    }

    private static SequencedEvent altered(SequencedEvent row) {
        byte[] leaf = row.leafHash().toByteArray();
        leaf[7] ^= 1;
        return new SequencedEvent(
                row.event(),
                row.sequenceNumber(),
                row.sequencedAt(),
                row.entityVersion(),
                Hash.of(leaf),
                row.sequencerKeyVersion());
    }

    private Hash rootOf(int start, int end) {
        return MerkleTree.of(store.all(stream.id()).subList(start - 1, end).stream()
                        .map(SequencedEvent::leafHash)
                        .toList())
                .root();
    }

    private void append(int events) {
        stream.append(Samples.orders(events));
    }

    /** Another process on the same store: the first one keeps what it has signed when it closes. */
    private void reopen(boolean signs, CommitmentPolicy policy) {
        sequencer.close();
        sequencer = open(signs, policy);
        stream = sequencer.stream(stream.id());
    }

    private Sequencer open(boolean signs, CommitmentPolicy policy) {
        SequencerBuilder builder =
                Sequencer.builder().store(store).headsLogInterval(Duration.ZERO).commitments(policy);
        return (signs ? builder.signingKey(key) : builder).build();
    }
}
