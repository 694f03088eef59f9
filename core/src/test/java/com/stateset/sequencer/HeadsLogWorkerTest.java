package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.HeadsLogStoppedException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.history.HeadsLog;
import com.stateset.sequencer.history.HeadsLogWorker;
import com.stateset.sequencer.history.HistorySigner;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.HeadsLogEntry.Kind;
import com.stateset.sequencer.tlog.LogName;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TreeHead;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a worker signs of what it finds in the heads log, and what it leaves alone when others write there too. */
@Timeout(60)
class HeadsLogWorkerTest {

    private final MemoryStore store = new MemoryStore();
    private final SigningKey key = SigningKey.generate();
    private final Sequencer sequencer = Sequencer.builder()
            .store(store)
            .signingKey(key)
            .logName("logs.example")
            .headsLogInterval(Duration.ZERO)
            .build();
    private final HistorySigner signer = new HistorySigner(store, new LogName("logs.example"), key);
    private final HeadsLog log = new HeadsLog(signer);
    private final HeadsLogWorker worker = new HeadsLogWorker(log, signer, Duration.ofMinutes(1));
    private final EventStream stream = sequencer.stream(Samples.stream());

    @AfterEach
    void close() {
        store.history().beforeEnter(() -> {});
        sequencer.close();
    }

    @Test
    void a_lost_race_enters_no_head_twice() {
        append(stream, 3);
        AtomicInteger appends = new AtomicInteger();
        store.history().beforeEnter(() -> {
            if (appends.incrementAndGet() == 1) {
                enter(head(stream, 3));
            }
        });
        worker.round();
        assertThat(appends).hasValue(1);
        assertThat(log.checkpoint()).isEmpty();
        worker.round();
        assertThat(entries()).containsExactly(head(stream, 3));
        assertThat(log.checkpoint().orElseThrow().head().size()).isEqualTo(1);
    }

    @Test
    void each_page_needs_the_lease() {
        for (int i = 0; i < 1001; i++) {
            append(sequencer.stream(Samples.stream()), 1);
        }
        store.history().beforeEnter(() -> store.commitments().give("heads log", UUID.randomUUID()));
        worker.round();
        assertThat(entries()).hasSize(1000);
        worker.round();
        assertThat(entries()).hasSize(1000);
    }

    @Test
    void an_unsigned_break_is_not_signed_until_accepted() {
        append(stream, 3);
        worker.round();
        append(stream, 2);
        TreeHead true5 = stream.history().head();
        requireNotSigned(new HeadsLogEntry(Kind.BREAK, hashOf(stream), true5));
        log.accept(stream.id());
        log.requireRunning();
        assertThat(entries()).hasSize(3);
        assertThat(log.checkpoint().orElseThrow().head().size()).isEqualTo(3);
    }

    @Test
    void an_accepted_history_signs_no_other_break() {
        append(stream, 3);
        worker.round();
        requireNotSigned(new HeadsLogEntry(Kind.BREAK, hashOf(stream), new TreeHead(3, Hash.ZERO)));
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> log.accept(stream.id()));
        assertThat(log.checkpoint().orElseThrow().head().size()).isEqualTo(1);
    }

    @Test
    void an_unsigned_head_that_goes_back_is_not_signed() {
        append(stream, 5);
        worker.round();
        requireNotSigned(head(stream, 3));
    }

    @Test
    void an_unsigned_head_that_is_there_already_is_not_signed() {
        append(stream, 5);
        worker.round();
        requireNotSigned(head(stream, 5));
    }

    @Test
    void a_log_without_its_end_stops_and_a_ping_says_so() {
        try (Sequencer alone = Sequencer.builder()
                .store(store)
                .signingKey(key)
                .logName("logs.example")
                .headsLogInterval(Duration.ofMillis(5))
                .build()) {
            append(alone.stream(stream.id()), 1);
            store.history().loseEnd();
            while (isWell(alone)) {
                Thread.onSpinWait();
            }
            assertThatExceptionOfType(HeadsLogStoppedException.class)
                    .isThrownBy(alone::ping)
                    .withMessageContaining("the log of heads is damaged");
            append(alone.stream(stream.id()), 1);
        }
    }

    @Test
    void one_round_at_a_time_and_the_last_waits_as_told() throws Exception {
        append(stream, 3);
        Gate gate = new Gate();
        store.history().beforeEnter(() -> gate.accept(List.of()));
        CompletableFuture<Void> round = CompletableFuture.runAsync(worker::round);
        gate.reached.await();
        worker.round();
        worker.stop();
        worker.release(Duration.ofMillis(10));
        assertThat(entries()).isEmpty();
        gate.open.countDown();
        round.join();
        assertThat(entries()).hasSize(1);
    }

    @Test
    void the_end_enters_what_there_is_time_for() throws Exception {
        append(stream, 3);
        worker.stop();
        worker.release(Duration.ZERO);
        assertThat(entries()).isEmpty();
        worker.release(Duration.ofSeconds(30));
        assertThat(entries()).containsExactly(head(stream, 3));
    }

    @Test
    void checkpoints_are_kept_one_by_one_while_there_is_time() throws Exception {
        for (int i = 0; i < 5; i++) {
            append(sequencer.stream(Samples.stream()), 1);
        }
        AtomicInteger kept = new AtomicInteger();
        store.history().beforeKeep(() -> {
            if (kept.incrementAndGet() == 1) {
                throw new StoreFailedException("not all of them", null);
            }
            if (kept.get() == 3) {
                worker.stop();
            }
        });
        worker.round();
        assertThat(kept)
                .as("all together, then each by itself until it was enough")
                .hasValue(3);
        assertThat(entries()).as("what is kept is entered").hasSize(2);
        store.history().beforeKeep(() -> {});
        worker.release(Duration.ofSeconds(30));
        assertThat(entries()).hasSize(5);
    }

    @Test
    void no_head_follows_a_break_that_came_after_its_signature() {
        append(stream, 3);
        worker.round();
        append(stream, 2);
        append(sequencer.stream(Samples.stream()), 1);
        HeadsLog elsewhere = new HeadsLog(new HistorySigner(store, new LogName("logs.example"), key));
        AtomicInteger kept = new AtomicInteger();
        store.history().beforeKeep(() -> {
            if (kept.incrementAndGet() == 1) {
                elsewhere.accept(stream.id());
            }
        });
        worker.round();
        assertThat(entries()).extracting(HeadsLogEntry::kind).containsExactly(Kind.HEAD, Kind.BREAK);
        worker.round();
        assertThat(entries()).extracting(HeadsLogEntry::kind).containsExactly(Kind.HEAD, Kind.BREAK, Kind.HEAD);
        assertThat(entries().get(2).streamId()).isNotEqualTo(hashOf(stream));
        append(stream, 1);
        worker.round();
        assertThat(entries()).last().isEqualTo(head(stream, 6));
    }

    @Test
    void an_emptied_stream_is_not_accepted() {
        append(stream, 3);
        store.cut(stream.id(), 0);
        assertThatExceptionOfType(StreamStoppedException.class).isThrownBy(() -> append(stream, 1));
        assertThatExceptionOfType(StreamStoppedException.class)
                .isThrownBy(() -> sequencer.acceptHistory(stream.id()))
                .withMessageContaining("it has had events and is empty now");
        assertThatExceptionOfType(StreamStoppedException.class).isThrownBy(() -> append(stream, 1));
        assertThat(entries()).isEmpty();
        EventStream unused = sequencer.stream(Samples.stream());
        assertThatCode(() -> sequencer.acceptHistory(unused.id())).doesNotThrowAnyException();
    }

    private void requireNotSigned(HeadsLogEntry entry) {
        SignedCheckpoint signed = log.checkpoint().orElseThrow();
        enter(entry);
        assertThatExceptionOfType(StoreUnavailableException.class)
                .as("another process may be about to sign it")
                .isThrownBy(worker::round);
        assertThatExceptionOfType(HeadsLogStoppedException.class)
                .isThrownBy(worker::round)
                .withMessageContaining("entry 1 is not a head that its stream has had");
        assertThat(log.checkpoint()).contains(signed);
        assertThat(entries()).hasSize(2);
    }

    private static boolean isWell(Sequencer sequencer) {
        try {
            sequencer.ping();
            return true;
        } catch (HeadsLogStoppedException e) {
            return false;
        }
    }

    private void enter(HeadsLogEntry entry) {
        assertThat(store.history()
                        .enter(
                                AppendedEntries.ofRecords(
                                        store.history().headsLog().rightEdge(), List.of(entry.recordHash())),
                                Map.of(stream.id(), entry)))
                .isTrue();
    }

    private List<HeadsLogEntry> entries() {
        return store.history().entries(0, 10_000);
    }

    private static void append(EventStream stream, int events) {
        stream.append(Samples.orders(events));
    }

    private static HeadsLogEntry head(EventStream stream, long size) {
        return new HeadsLogEntry(hashOf(stream), stream.history().headAt(size));
    }

    private static Hash hashOf(EventStream stream) {
        return VesHashes.stream(stream.id());
    }
}
