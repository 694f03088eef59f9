package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.TreeHead;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A history that an administrator accepts in one process, and what the others make of that. */
@Timeout(60)
class HistoryAcceptedElsewhereTest {

    private final MemoryStore store = new MemoryStore();
    private final SigningKey key = SigningKey.generate();
    private final Sequencer sequencer = open();
    private final EventStream stream = sequencer.stream(Samples.stream());

    @AfterEach
    void close() {
        sequencer.close();
    }

    @Test
    void what_others_accept_is_learned_before_refusing() {
        append(5);
        signAndKeep();
        try (Sequencer other = open()) {
            EventStream there = other.stream(stream.id());
            there.append(Samples.orders(1)).orThrow();
            for (int round = 1; round <= 3; round++) {
                store.cut(stream.id(), 3);
                other.acceptHistory(stream.id());
                // The first that happens in this process is an append, a reading, or a look at all streams.
                if (round == 1) {
                    append(1);
                } else if (round == 2) {
                    assertThat(stream.history()
                                    .checkpoint()
                                    .orElseThrow()
                                    .head()
                                    .size())
                            .isEqualTo(3);
                }
                sequencer.ping();
                assertThat(append(2).checkpoint().orElseThrow().head().size()).isGreaterThan(4);
                assertThat(there.append(Samples.orders(1)).checkpoint()).isPresent();
            }
        }
    }

    @Test
    void a_process_that_has_stopped_goes_on_when_another_accepts() {
        append(5);
        signAndKeep();
        store.cut(stream.id(), 3);
        refused("its head is 3, but it has been at 5 before");
        assertThatExceptionOfType(StreamStoppedException.class).isThrownBy(sequencer::ping);
        try (Sequencer other = open()) {
            other.acceptHistory(stream.id());
        }
        Learned.soon(sequencer::ping);
        assertThat(append(1).checkpoint().orElseThrow().head().size()).isEqualTo(4);
    }

    /** One who has the database could say that anything was accepted, but not sign it, nor give an earlier word again. */
    @Test
    void only_a_signed_break_of_after_that_is_followed() {
        append(5);
        signAndKeep();
        store.cut(stream.id(), 3);
        TreeHead accepted = sequencer.acceptHistory(stream.id());
        append(3);
        signAndKeep();
        store.cut(stream.id(), 4);
        refused("its head is 4, but it has been at 6 before");
        refused("its head is 4");
        MemoryHistory history = store.history();
        HeadsLogEntry forged = new HeadsLogEntry(
                HeadsLogEntry.Kind.BREAK,
                VesHashes.stream(stream.id()),
                history.rightEdge(stream.id()).head());
        history.putCheckpoint(stream.id(), 0, null);
        assertThat(history.enter(
                        AppendedEntries.ofRecords(history.rightEdge(), List.of(forged.recordHash())),
                        Map.of(stream.id(), forged)))
                .isTrue();
        refused("its head is 4");
        assertThat(accepted.size()).isEqualTo(3);
    }

    @Test
    void a_stopped_stream_is_looked_at_once_a_second_and_on_no_lane() {
        append(5);
        signAndKeep();
        store.cut(stream.id(), 3);
        Queue<String> lookers = new ConcurrentLinkedQueue<>();
        store.history().beforeBreak(() -> lookers.add(Thread.currentThread().getName()));
        long start = System.nanoTime();
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> stream.appendAsync(Samples.orders(1)).join())
                .withCauseInstanceOf(StreamStoppedException.class);
        assertThat(lookers).as("a lane fails what it has, and asks for nothing").isEmpty();
        for (int i = 0; i < 300; i++) {
            refused("its head is 3");
            assertThatExceptionOfType(StreamStoppedException.class).isThrownBy(sequencer::ping);
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        assertThat(lookers).hasSizeBetween(1, (int) seconds + 1).noneMatch(thread -> thread.startsWith("sequencer-"));
    }

    private void refused(String difference) {
        assertThatExceptionOfType(StreamStoppedException.class)
                .isThrownBy(() -> append(1))
                .withMessageContaining(difference);
    }

    private void signAndKeep() {
        SignedNote note = stream.history().checkpoint().orElseThrow().note();
        while (!store.history().checkpoint(stream.id()).filter(note::equals).isPresent()) {
            Thread.onSpinWait();
        }
    }

    private IngestReceipt append(int events) {
        return stream.append(Samples.orders(events)).orThrow();
    }

    private Sequencer open() {
        return Sequencer.builder()
                .store(store)
                .signingKey(key)
                .headsLogInterval(Duration.ZERO)
                .build();
    }
}
