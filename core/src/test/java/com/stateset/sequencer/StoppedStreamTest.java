package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.LogCheckpoint;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.TreeHead;
import com.stateset.sequencer.tlog.VerifierKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stored history that is not the one known stops its stream; nothing is overwritten, and only an administrator accepts it. */
@Timeout(60)
class StoppedStreamTest {

    private final MemoryStore store = new MemoryStore();
    private final SigningKey key = SigningKey.generate();
    private Sequencer sequencer = open();
    private EventStream stream = sequencer.stream(Samples.stream());
    private final AtomicInteger appends = new AtomicInteger();

    @AfterEach
    void close() {
        store.history().beforeRead(() -> {});
        sequencer.close();
    }

    @Test
    void a_shorter_history_stops_its_stream_and_no_other() {
        IngestReceipt earlier = append(5);
        SignedNote kept = signAndKeep();
        store.cut(stream.id(), 3);
        refused("its head is 3, but it has been at 5 before");
        assertStopped(kept);
        assertThat(store.all(stream.id())).hasSize(3);
        assertThat(stream.read(ReadOptions.forwardsFrom(1)).events()).hasSize(3);
        assertThatExceptionOfType(StreamStoppedException.class).isThrownBy(earlier::checkpoint);
        EventStream other = sequencer.stream(Samples.stream());
        assertThat(other.append(Samples.orders(2)).checkpoint()).isPresent();
    }

    @Test
    void another_history_of_the_same_length_stops_the_stream() {
        append(5);
        SignedNote kept = signAndKeep();
        store.forge(stream.id(), 2, true, ForgedRow::altered);
        refused("the root of its 5 events is ");
        assertStopped(kept);
    }

    @Test
    void a_longer_history_that_is_another_takes_no_event() {
        append(5);
        SignedNote kept = signAndKeep();
        store.forge(stream.id(), 2, true, ForgedRow::altered);
        try (Sequencer liar = Sequencer.builder().store(store).build()) {
            store.history().putCheckpoint(stream.id(), 0, null);
            liar.stream(stream.id()).append(Samples.orders(2));
        }
        store.history().putCheckpoint(stream.id(), 5, kept);
        refused("its tree of 7 events does not extend the one of 5 that was there before");
        assertStopped(kept);
    }

    @Test
    void what_another_process_appends_is_proved_once() {
        append(5);
        try (Sequencer other = open()) {
            other.stream(stream.id()).append(Samples.orders(300));
        }
        AtomicInteger reads = new AtomicInteger();
        store.history().beforeRead(reads::incrementAndGet);
        append(1);
        assertThat(reads).hasPositiveValue();
        reads.set(0);
        append(1);
        assertThat(reads).hasValue(0);
        assertThat(append(1).checkpoint().orElseThrow().head().size()).isEqualTo(308);
    }

    @Test
    void after_a_restart_the_kept_checkpoint_is_what_counts() {
        append(5);
        SignedNote kept = signAndKeep();
        sequencer.close();
        store.forge(stream.id(), 4, true, ForgedRow::altered);
        reopen();
        assertStopped(kept);
        sequencer.close();
        store.cut(stream.id(), 2);
        reopen();
        assertStopped(kept);
    }

    @Test
    void a_kept_checkpoint_of_another_signer_stops_the_stream() {
        append(5);
        signAndKeep();
        sequencer.close();
        SigningKey thief = SigningKey.generate();
        SignedNote forged = SignedCheckpoint.sign(
                        new LogCheckpoint(stream.history().origin(), new TreeHead(2, Hash.ZERO)),
                        VerifierKey.ofLog(
                                stream.history().origin(), thief.publicKey().toByteArray()),
                        message -> thief.signText(message).toByteArray())
                .note();
        store.history().putCheckpoint(stream.id(), 2, forged);
        reopen();
        assertStopped(forged);
    }

    @Test
    void an_event_stored_beyond_the_head_is_no_duplicate() {
        append(3);
        NewEvent sent = Samples.order("o-1")
                .eventId(UUID.randomUUID())
                .createdAt("2026-01-01T00:00:00Z")
                .build();
        stream.append(sent);
        assertThat(stream.append(sent).duplicates()).isEqualTo(1);
        SequencedEvent ghost = store.all(stream.id()).get(3);
        store.cut(stream.id(), 3);
        store.putGhost(ghost);
        sequencer.close();
        store.history().putCheckpoint(stream.id(), 0, null);
        reopen();
        assertThatExceptionOfType(StreamStoppedException.class)
                .isThrownBy(() -> stream.append(sent))
                .withMessageContaining("event 4 is stored beyond its head, 3");
        refused("event 4 is stored beyond its head");
    }

    @Test
    void each_caller_of_a_stopped_stream_gets_an_exception_of_its_own() throws Exception {
        append(5);
        Gate gate = new Gate();
        store.beforeAppend(gate);
        CompletableFuture<IngestReceipt> first = stream.appendAsync(Samples.orders(1));
        gate.reached.await();
        List<CompletableFuture<IngestReceipt>> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(stream.appendAsync(Samples.orders(1)));
        }
        EventStream other = sequencer.stream(Samples.stream());
        CompletableFuture<IngestReceipt> unconcerned = other.appendAsync(Samples.orders(1));
        List<AppendBatch> appended = new CopyOnWriteArrayList<>();
        store.beforeAppend(appended::addAll);
        store.cut(stream.id(), 3);
        gate.open.countDown();
        waiting.add(first);
        List<Throwable> failures = new ArrayList<>();
        for (CompletableFuture<IngestReceipt> each : waiting) {
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(each::join)
                    .withCauseInstanceOf(StreamStoppedException.class)
                    .satisfies(e -> failures.add(e.getCause()));
        }
        assertThat(failures.stream().map(System::identityHashCode).distinct()).hasSize(6);
        assertThat(unconcerned.join().accepted()).isEqualTo(1);
        assertThat(store.all(stream.id())).hasSize(3);
        assertThat(appended).extracting(AppendBatch::stream).containsOnly(other.id());
    }

    @Test
    void an_accepted_history_goes_on_with_a_break_for_all_to_see() {
        append(5);
        signAndKeep();
        store.cut(stream.id(), 3);
        refused("its head is 3");
        TreeHead accepted = sequencer.acceptHistory(stream.id());
        assertThat(accepted.size()).isEqualTo(3);
        sequencer.ping();
        HeadsLogEntry entry = store.history().headsLog().last(stream.id()).orElseThrow();
        assertThat(entry.kind()).isEqualTo(HeadsLogEntry.Kind.BREAK);
        assertThat(entry.head()).isEqualTo(accepted);
        assertThat(entry.streamId()).isEqualTo(VesHashes.stream(stream.id()));
        assertThat(sequencer.headsLog().checkpoint().orElseThrow().head().size())
                .isEqualTo(1);
        assertThat(stream.history().lastSigned().orElseThrow().head()).isEqualTo(accepted);
        assertThat(append(2).checkpoint().orElseThrow().head().size()).isEqualTo(5);
        sequencer.close();
        reopen();
        assertThat(append(1).checkpoint().orElseThrow().head().size()).isEqualTo(6);
    }

    @Test
    void what_was_noted_before_a_break_is_not_signed_after_it() {
        IngestReceipt before = append(5);
        store.cut(stream.id(), 3);
        refused("its head is 3");
        sequencer.acceptHistory(stream.id());
        append(4);
        assertThatExceptionOfType(StreamStoppedException.class).isThrownBy(before::checkpoint);
        assertThat(append(1).checkpoint().orElseThrow().head().size()).isEqualTo(8);
        sequencer.ping();
    }

    private void assertStopped(SignedNote kept) {
        int size = store.all(stream.id()).size();
        store.beforeAppend(group -> appends.incrementAndGet());
        appends.set(0);
        refused("");
        assertThat(appends).hasValue(0);
        store.beforeAppend(group -> {});
        assertThatExceptionOfType(StreamStoppedException.class)
                .isThrownBy(() -> stream.history().checkpoint());
        assertThatExceptionOfType(StreamStoppedException.class).isThrownBy(sequencer::ping);
        assertThatExceptionOfType(StreamStoppedException.class)
                .isThrownBy(() ->
                        sequencer.identity().receipt(store.all(stream.id()).get(0)));
        assertThat(store.all(stream.id())).hasSize(size);
        assertThat(store.history().checkpoint(stream.id())).contains(kept);
    }

    private void refused(String difference) {
        assertThatExceptionOfType(StreamStoppedException.class)
                .isThrownBy(() -> append(1))
                .withMessageContaining(difference)
                .satisfies(e -> assertThat(e.stream()).isEqualTo(stream.id()));
    }

    private SignedNote signAndKeep() {
        SignedNote note = stream.history().checkpoint().orElseThrow().note();
        while (!store.history().checkpoint(stream.id()).equals(Optional.of(note))) {
            Thread.onSpinWait();
        }
        assertThat(store.history().checkpoint(stream.id())).contains(note);
        return note;
    }

    private Sequencer open() {
        return Sequencer.builder()
                .store(store)
                .signingKey(key)
                .headsLogInterval(Duration.ZERO)
                .build();
    }

    private void reopen() {
        sequencer = open();
        stream = sequencer.stream(stream.id());
    }

    private IngestReceipt append(int events) {
        return stream.append(Samples.orders(events));
    }
}
