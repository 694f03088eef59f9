package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.HeadsLogStoppedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.history.HeadsLog;
import com.stateset.sequencer.history.HeadsLogWorker;
import com.stateset.sequencer.history.HistorySigner;
import com.stateset.sequencer.history.HistoryTree;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.LogName;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TreeHead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HeadsLogTest {

    private final MemoryStore store = new MemoryStore();
    private final SigningKey key = SigningKey.generate();
    private final Sequencer sequencer = Sequencer.builder()
            .store(store)
            .signingKey(key)
            .logName("logs.example")
            .headsLogInterval(Duration.ZERO)
            .build();
    private final SigningProcess process = new SigningProcess();
    private final EventStream first = sequencer.stream(Samples.stream());
    private final EventStream second = sequencer.stream(Samples.stream());

    @AfterEach
    void close() {
        store.history().beforeRead(() -> {});
        sequencer.close();
    }

    @Test
    void heads_that_have_moved_are_entered_once() {
        append(first, 3);
        append(second, 2);
        process.worker.round();
        SignedCheckpoint before = process.log.checkpoint().orElseThrow();
        process.worker.round();
        assertThat(process.log.checkpoint()).contains(before);
        assertThat(entries()).containsExactlyInAnyOrder(head(first, 3), head(second, 2));
        append(first, 4);
        append(first, 1);
        process.worker.round();
        assertThat(entries()).hasSize(3).endsWith(head(first, 8));
        SignedCheckpoint signed = process.log.checkpoint().orElseThrow();
        assertThat(before.head()).isEqualTo(headOf(entries().subList(0, 2)));
        assertThat(signed.head()).isEqualTo(headOf(entries()));
        assertThat(signed.origin()).isEqualTo(process.log.origin()).isEqualTo("logs.example/heads");
        assertThat(SignedHistoryTest.reader(key, signed.origin()).read(signed.note(), signed.origin()))
                .isEqualTo(signed);
        assertThat(process.log.witnessed()).isEmpty();
    }

    @Test
    void an_entry_has_a_checkpoint_of_its_stream_that_is_kept() {
        append(first, 3);
        process.worker.round();
        SignedNote kept = store.history().checkpoint(first.id()).orElseThrow();
        String origin = new HistoryTree(process.signer, first.id()).origin();
        assertThat(SignedHistoryTest.reader(key, origin).read(kept, origin).head())
                .isEqualTo(entries().get(0).head());
    }

    @Test
    void only_what_was_signed_is_shown_in_tiles() {
        append(first, 3);
        append(second, 2);
        assertThat(process.log.tile(TilePath.entries(0, 1))).isEmpty();
        process.worker.round();
        assertThat(process.log.tile(TilePath.entries(0, 2)).orElseThrow()).hasSize(2 * 89);
        assertThat(process.log.tile(TilePath.hashes(0, 0, 2)).orElseThrow()).hasSize(64);
        assertThat(process.log.tile(TilePath.hashes(0, 0, 3))).isEmpty();
    }

    @Test
    void a_sequencer_enters_heads_by_itself() {
        MemoryStore own = new MemoryStore();
        try (Sequencer alone = Sequencer.builder()
                .store(own)
                .signingKey(key)
                .logName("logs.example")
                .headsLogInterval(Duration.ofMillis(5))
                .build()) {
            append(alone.stream(Samples.stream()), 3);
            while (alone.headsLog().checkpoint().isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(alone.headsLog().origin()).isEqualTo("logs.example/heads");
            assertThat(own.history().entries(0, 10)).hasSize(1);
        }
    }

    @Test
    void of_two_processes_one_enters_by_lease() throws Exception {
        SigningProcess other = new SigningProcess();
        append(first, 3);
        process.worker.round();
        append(first, 1);
        other.worker.round();
        assertThat(entries()).hasSize(1);
        process.worker.release(Duration.ofSeconds(5));
        other.worker.round();
        assertThat(entries()).containsExactly(head(first, 3), head(first, 4));
        assertThat(other.log.checkpoint()).isEqualTo(process.log.checkpoint());
    }

    @Test
    void processes_that_append_at_once_make_one_log() throws Exception {
        int processes = 3;
        List<EventStream> streams = Stream.generate(() -> sequencer.stream(Samples.stream()))
                .limit(12)
                .toList();
        streams.forEach(stream -> append(stream, 2));
        List<SigningProcess> all =
                Stream.generate(SigningProcess::new).limit(processes).toList();
        CyclicBarrier barrier = new CyclicBarrier(processes);
        ExecutorService pool = Executors.newFixedThreadPool(processes);
        List<SignedCheckpoint> signed = Collections.synchronizedList(new ArrayList<>());
        try {
            List<Future<?>> done = new ArrayList<>();
            for (SigningProcess each : all) {
                int mine = all.indexOf(each);
                done.add(pool.submit(() -> {
                    barrier.await();
                    for (int i = mine; i < streams.size(); i += processes) {
                        each.log.accept(streams.get(i).id());
                        signed.add(each.log.checkpoint().orElseThrow());
                    }
                    return null;
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(entries()).hasSize(12);
        assertThat(signed)
                .isNotEmpty()
                .allSatisfy(checkpoint -> assertThat(checkpoint.head())
                        .isEqualTo(headOf(
                                entries().subList(0, (int) checkpoint.head().size()))));
    }

    @Test
    void a_log_that_lost_entries_stops_and_an_accepted_one_goes_on() {
        append(first, 3);
        process.worker.round();
        SignedNote older = process.log.checkpoint().orElseThrow().note();
        append(first, 2);
        process.worker.round();
        append(first, 1);
        store.history().cutHeadsLog(1, older);
        assertThatExceptionOfType(HeadsLogStoppedException.class)
                .isThrownBy(process.worker::round)
                .withMessageContaining("of 1 entries, but one of 2 was signed");
        assertThatExceptionOfType(HeadsLogStoppedException.class).isThrownBy(process.log::requireRunning);
        process.worker.round();
        assertThat(entries()).hasSize(1);
        assertThat(store.history().headsLog().checkpoint()).contains(older);
        process.log.accept(first.id());
        process.log.requireRunning();
        assertThat(entries())
                .hasSize(2)
                .endsWith(new HeadsLogEntry(
                        HeadsLogEntry.Kind.BREAK,
                        hashOf(first.id()),
                        first.history().head()));
    }

    @Test
    void a_log_with_another_entry_stops_also_after_a_restart() throws Exception {
        append(first, 3);
        process.worker.round();
        SignedNote signed = process.log.checkpoint().orElseThrow().note();
        store.history().putEntry(0, new HeadsLogEntry(hashOf(first.id()), new TreeHead(2, Hash.ZERO)));
        append(second, 2);
        SigningProcess restarted = new SigningProcess();
        for (SigningProcess each : List.of(process, restarted)) {
            assertThatExceptionOfType(HeadsLogStoppedException.class)
                    .isThrownBy(each.worker::round)
                    .withMessageContaining("from 1 to 1 entries");
            assertThatExceptionOfType(HeadsLogStoppedException.class).isThrownBy(each.log::requireRunning);
            each.worker.release(Duration.ofSeconds(5));
            assertThat(each.log.checkpoint()).map(SignedCheckpoint::note).contains(signed);
        }
        assertThat(entries()).hasSize(1);
        assertThat(store.history().headsLog().checkpoint()).contains(signed);
    }

    @Test
    void a_forged_entry_is_not_signed() {
        append(first, 3);
        process.worker.round();
        SignedCheckpoint signed = process.log.checkpoint().orElseThrow();
        forge(new HeadsLogEntry(hashOf(first.id()), new TreeHead(3, Hash.ZERO)));
        append(second, 1);
        assertThatExceptionOfType(StoreUnavailableException.class)
                .as("another process may be about to sign it")
                .isThrownBy(process.worker::round);
        process.log.requireRunning();
        assertThatExceptionOfType(HeadsLogStoppedException.class)
                .isThrownBy(process.worker::round)
                .withMessageContaining("entry 1 is not a head that its stream has had");
        assertThat(process.log.checkpoint()).contains(signed);
        assertThat(entries()).hasSize(2);
        first.history().head();
    }

    /** No stream is stopped in that process, so that none learns of anything either. */
    @Test
    void a_stopped_log_goes_on_when_another_process_accepts() {
        append(first, 3);
        process.worker.round();
        SignedNote older = process.log.checkpoint().orElseThrow().note();
        append(second, 2);
        process.worker.round();
        store.history().cutHeadsLog(1, older);
        append(second, 1);
        assertThatExceptionOfType(HeadsLogStoppedException.class).isThrownBy(process.worker::round);
        assertThatExceptionOfType(HeadsLogStoppedException.class).isThrownBy(process.log::requireRunning);

        sequencer.acceptHistory(second.id());

        Learned.soon(process.log::requireRunning);
        append(first, 1);
        process.worker.round();
        assertThat(entries()).hasSize(3).endsWith(head(first, 4));
        assertThat(process.log.checkpoint().orElseThrow().head()).isEqualTo(headOf(entries()));
    }

    /** Whoever has the database can enter a break, but not sign it; and the signed one of before is not after the stop. */
    @Test
    void only_a_signed_break_of_after_that_ends_a_stop() {
        append(first, 3);
        append(second, 2);
        sequencer.acceptHistory(second.id());
        process.worker.round();
        SignedNote signed = process.log.checkpoint().orElseThrow().note();
        forge(new HeadsLogEntry(HeadsLogEntry.Kind.BREAK, hashOf(first.id()), new TreeHead(3, Hash.ZERO)));
        append(second, 1);
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(process.worker::round);
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(HeadsLogStoppedException.class)
                    .isThrownBy(i == 0 ? process.worker::round : process.log::requireRunning)
                    .withMessageContaining("entry 2 is not a head that its stream has had");
        }
        store.history().cutHeadsLog(2, signed);
        long stopped = System.nanoTime();
        while (System.nanoTime() - stopped < TimeUnit.MILLISECONDS.toNanos(1100)) {
            assertThatExceptionOfType(HeadsLogStoppedException.class).isThrownBy(process.log::requireRunning);
        }
        assertThat(entries()).hasSize(2);
    }

    @Test
    void true_entries_left_unsigned_by_a_crash_are_signed_later() {
        append(first, 3);
        append(second, 2);
        forge(new HeadsLogEntry(hashOf(first.id()), first.history().head()));
        process.worker.round();
        assertThat(process.log.checkpoint().orElseThrow().head()).isEqualTo(headOf(entries()));
        assertThat(entries()).hasSize(2);
    }

    @Test
    void a_stream_that_left_its_entered_head_is_stopped() {
        append(first, 3);
        append(second, 2);
        process.worker.round();
        sequencer.close();
        store.history().putCheckpoint(first.id(), 0, null);
        store.cut(first.id(), 2);

        try (Sequencer restarted = Sequencer.builder()
                .store(store)
                .signingKey(key)
                .logName("logs.example")
                .build()) {
            assertThatThrownBy(() -> append(restarted.stream(first.id()), 4))
                    .isInstanceOfSatisfying(
                            StreamStoppedException.class,
                            e -> assertThat(e.difference()).isEqualTo("its head is 2, but it has been at 3 before"));
            append(restarted.stream(second.id()), 1);
        }
    }

    /** The part of a process that signs, with a worker whose rounds the test runs. */
    private final class SigningProcess {

        private final HistorySigner signer = new HistorySigner(store, new LogName("logs.example"), key);
        private final HeadsLog log = new HeadsLog(signer);
        private final HeadsLogWorker worker = new HeadsLogWorker(log, signer, Duration.ofMinutes(1));
    }

    private void forge(HeadsLogEntry entry) {
        CompactRange edge = store.history().headsLog().rightEdge();
        assertThat(store.history()
                        .append(
                                AppendedEntries.ofRecords(edge, List.of(entry.recordHash())),
                                Map.of(first.id(), entry)))
                .isTrue();
    }

    private List<HeadsLogEntry> entries() {
        return store.history().entries(0, 100);
    }

    private static void append(EventStream stream, int events) {
        stream.append(Samples.orders(events));
    }

    private static HeadsLogEntry head(EventStream stream, long size) {
        return new HeadsLogEntry(hashOf(stream.id()), stream.history().headAt(size));
    }

    private static Hash hashOf(StreamId stream) {
        return VesHashes.stream(stream);
    }

    private static TreeHead headOf(List<HeadsLogEntry> entries) {
        return CompactRange.EMPTY
                .appendRecords(entries.stream().map(HeadsLogEntry::recordHash).toList())
                .head();
    }
}
