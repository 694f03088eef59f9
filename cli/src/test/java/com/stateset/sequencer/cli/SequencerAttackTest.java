package com.stateset.sequencer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.EventAlteredException;
import com.stateset.sequencer.error.HeadsLogStoppedException;
import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.HeadsLogStore;
import com.stateset.sequencer.spi.HistoryStore.KeptCheckpoint;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.LogCheckpoint;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TreeHead;
import com.stateset.sequencer.tlog.VerifierKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the sequencer itself notices of those who can write to its database, while it runs and after it was started again: no event is
 * taken, nothing is signed, and what is stored stays as it is.
 */
@ParameterizedClass
@EnumSource(StoreKind.class)
class SequencerAttackTest {

    private static final int EVENTS = 300;
    private static final StreamId STREAM = new StreamId(UUID.randomUUID(), UUID.randomUUID());

    private final SigningKey key = SigningKey.generate();

    @Parameter
    private StoreKind kind;

    @TempDir
    private Path directory;

    private ServerDatabase database;
    private Sequencer sequencer;

    @BeforeEach
    void write() {
        database = kind.create(directory.resolve("server"));
        sequencer = open();
        append(sequencer, EVENTS - 1);
        stream().append(event(0));
        // Keeps the signed checkpoint, and enters it into the log of heads.
        openAgain();
        assertThat(stream().history().head().size()).isEqualTo(EVENTS);
    }

    @AfterEach
    void drop() {
        sequencer.close();
        database.close();
    }

    @Test
    void an_altered_event_with_its_tree_stops_the_stream() throws Exception {
        database.alter(60).fit(STREAM);
        assertStopped("the root of its 300 events is ");
    }

    @Test
    void a_dropped_event_stops_the_stream() throws Exception {
        database.drop(60).fit(STREAM);
        assertStopped("its head is 299, but it has been at 300 before");
    }

    @Test
    void an_inserted_event_stops_the_stream() throws Exception {
        database.insert(60).fit(STREAM);
        assertStopped("its tree of 301 events does not extend the one of 300 that was there before");
    }

    @Test
    void reordered_events_stop_the_stream() throws Exception {
        database.swap(60, 290).fit(STREAM);
        assertStopped("the root of its 300 events is ");
    }

    @Test
    void a_truncated_history_stops_the_stream() throws Exception {
        database.truncate(250).fit(STREAM);
        assertStopped("its head is 250, but it has been at 300 before");
    }

    @Test
    void the_log_of_heads_knows_what_was_cut_with_its_checkpoints() throws Exception {
        sequencer.close();
        database.truncate(250).fit(STREAM).execute("delete from {history_checkpoints}");
        sequencer = open();
        assertRefused("its head is 250, but it has been at 300 before");
    }

    /** It looks as if another process had appended. */
    @Test
    void a_history_that_is_another_and_longer_takes_no_event() throws Exception {
        try (Sequencer liar = Sequencer.builder().store(database.open()).build()) {
            database.alter(60).fit(STREAM);
            database.execute("create table aside as select * from {history_checkpoints}");
            database.forgetCheckpoints();
            append(liar, 20);
        }
        database.execute("insert into {history_checkpoints} select * from aside", "drop table aside");
        assertStopped("its tree of 320 events does not extend the one of 300 that was there before");
    }

    @Test
    void a_checkpoint_of_another_signer_stops_the_stream() {
        String origin = stream().history().origin();
        sequencer.close();
        SigningKey thief = SigningKey.generate();
        try (EventStore store = database.open()) {
            store.history()
                    .replaceCheckpoint(new KeptCheckpoint(
                            STREAM,
                            2,
                            SignedCheckpoint.sign(
                                            new LogCheckpoint(origin, new TreeHead(2, Hash.ZERO)),
                                            VerifierKey.ofLog(
                                                    origin, thief.publicKey().toByteArray()),
                                            message -> thief.signText(message).toByteArray())
                                    .note()));
        }
        sequencer = open();
        assertRefused("the checkpoint kept of it was not signed by this sequencer");
    }

    @Test
    void nothing_is_committed_to_that_was_altered() throws Exception {
        database.alter(60)
                .execute("update {events} set leaf_hash = (select leaf_hash from {events} where sequence_number = 61)"
                        + " where sequence_number = 60");
        assertThatExceptionOfType(EventAlteredException.class)
                .isThrownBy(() -> stream().commit(1, EVENTS))
                .withMessageContaining("is not as it was sequenced");
    }

    @Test
    void an_altered_event_that_is_sent_again_gets_no_receipt() throws Exception {
        NewEvent sent = event(0);
        assertThat(sequencer.identity().receipts(stream().append(sent))).hasSize(1);
        database.execute("update {events} set event_type = 'order.forged' where sequence_number = " + EVENTS);
        SequencedEvent forged =
                stream().read(ReadOptions.forwardsFrom(EVENTS)).events().get(0);
        assertThatExceptionOfType(EventAlteredException.class)
                .isThrownBy(() -> sequencer.identity().receipt(forged))
                .withMessageContaining("event 300 is not as it was sequenced");
        // Sent again as it is now, with a leaf that fits, it is a duplicate for the store.
        NewEvent again = order("again")
                .eventId(Objects.requireNonNull(sent.eventId()))
                .createdAt("2026-01-01T00:00:00Z")
                .eventType("order.forged")
                .build();
        database.fit(STREAM);
        assertThatExceptionOfType(StreamStoppedException.class)
                .isThrownBy(() -> stream().append(again));
    }

    @Test
    void what_one_process_accepts_the_others_learn() throws Exception {
        try (Sequencer other = open()) {
            append(other, 1);
            append(sequencer, 1);
            database.truncate(250).fit(STREAM);
            assertRefused("its head is 250, but it has been at 302 before");

            other.acceptHistory(STREAM);

            awaitLearned(sequencer);
            append(sequencer, 1);
            IngestReceipt there = append(other, 1);
            assertThat(there.checkpoint().orElseThrow().head().size()).isEqualTo(252);
            assertThat(append(sequencer, 1).checkpoint().orElseThrow().head().size())
                    .isEqualTo(253);
            database.truncate(249).fit(STREAM);
            sequencer.acceptHistory(STREAM);
            // The other one learns of it before it would refuse, unless it has looked within the last second.
            awaitLearned(other);
            assertThat(append(other, 1).head()).isEqualTo(250);
        }
    }

    /** No stream is stopped, only the log that has their heads; and its own rows are put back as they were. */
    @Test
    void a_log_of_heads_goes_on_when_another_process_accepts() throws Exception {
        sequencer.close();
        sequencer = open(Duration.ofMillis(50));
        while (!entered(EVENTS)) {
            Thread.onSpinWait();
        }
        database.execute("create table aside as select checkpoint from {heads_log_state}");
        database.execute("update {heads_log_state} set checkpoint = (select note from {history_checkpoints})");
        assertThatExceptionOfType(HeadsLogStoppedException.class)
                .isThrownBy(() -> sequencer.headsLog().checkpoint());
        assertThatExceptionOfType(HeadsLogStoppedException.class).isThrownBy(sequencer::ping);
        database.execute(
                "update {heads_log_state} set checkpoint = (select checkpoint from aside)", "drop table aside");
        assertThatExceptionOfType(HeadsLogStoppedException.class).isThrownBy(sequencer::ping);
        append(sequencer, 1);
        try (Sequencer other = open()) {
            other.acceptHistory(STREAM);
        }
        awaitLearned(sequencer);
        append(sequencer, 1);
        while (!entered(EVENTS + 2)) {
            Thread.onSpinWait();
        }
        sequencer.ping();
    }

    private boolean entered(long size) {
        return sequencer
                .headsLog()
                .checkpoint()
                .flatMap(signed -> sequencer.headsLog().headUnder(signed, STREAM))
                .filter(head -> head.size() == size)
                .isPresent();
    }

    /** Its leaf does not have it, so the tree is as it was signed; and the entity must not take a number that is none. */
    @Test
    void an_entity_of_a_forged_version_takes_no_event() throws Exception {
        stream().append(order("forged").build()).orThrow();
        sequencer.close();
        for (long forged : List.of(Long.MAX_VALUE, 302L)) {
            database.execute("update {events} set entity_version = " + forged + " where sequence_number = 301");
            sequencer = open();
            assertThatExceptionOfType(EventAlteredException.class)
                    .isThrownBy(() -> stream().append(order("forged").build()))
                    .withMessageContaining(
                            "the last event of order forged is not as it was sequenced: its entity version is " + forged
                                    + ", and there are 301 events in all");
            assertThat(stream().head()).isEqualTo(301);
            sequencer.ping();
            stream().append(order("another").build()).orThrow();
            sequencer.close();
            database.truncate(301).fit(STREAM).forgetCheckpoints();
        }
        sequencer = open();
    }

    /** Whoever has the database can write that a history was accepted, but not sign it. */
    @Test
    void a_break_that_was_not_signed_ends_no_stop() throws Exception {
        database.truncate(250).fit(STREAM).execute("delete from {history_checkpoints}");
        assertRefused("its head is 250, but it has been at 300 before");
        try (EventStore store = database.open()) {
            HeadsLogEntry forged = new HeadsLogEntry(
                    HeadsLogEntry.Kind.BREAK,
                    VesHashes.stream(STREAM),
                    store.history().rightEdge(STREAM).head());
            HeadsLogStore log = store.history().headsLog();
            assertThat(log.append(
                            AppendedEntries.ofRecords(log.rightEdge(), List.of(forged.recordHash())),
                            Map.of(STREAM, forged)))
                    .isTrue();
        }
        assertRefused("its head is 250, but it has been at 300 before");
    }

    /** The running sequencer and the one that is started on it refuse it, and leave it as it is. */
    private void assertStopped(String difference) {
        assertRefused(difference);
        assertThatExceptionOfType(StreamStoppedException.class).isThrownBy(sequencer::ping);
        openAgain();
        assertRefused("");
        assertThatExceptionOfType(StreamStoppedException.class).isThrownBy(sequencer::ping);
    }

    private void assertRefused(String difference) {
        long head = stream().head();
        assertThatExceptionOfType(StreamStoppedException.class)
                .isThrownBy(() -> append(sequencer, 1))
                .withMessageContaining(difference);
        assertThatExceptionOfType(StreamStoppedException.class)
                .isThrownBy(() -> stream().history().checkpoint());
        assertThat(stream().head()).isEqualTo(head);
    }

    private EventStream stream() {
        return sequencer.stream(STREAM);
    }

    private void openAgain() {
        sequencer.close();
        sequencer = open();
    }

    private Sequencer open() {
        return open(Duration.ofMinutes(10));
    }

    private Sequencer open(Duration headsLogInterval) {
        return Sequencer.builder()
                .store(database.open())
                .signingKey(key)
                .headsLogInterval(headsLogInterval)
                .build();
    }

    /** What was accepted in another process is looked for once a second. */
    private static void awaitLearned(Sequencer sequencer) {
        long start = System.nanoTime();
        while (true) {
            try {
                sequencer.ping();
                return;
            } catch (StreamStoppedException | HeadsLogStoppedException e) {
                if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(20)) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    private static IngestReceipt append(Sequencer to, int events) {
        return to.stream(STREAM)
                .append(IntStream.range(0, events)
                        .mapToObj(n -> order("o-" + n).build())
                        .toArray(NewEvent[]::new));
    }

    private static NewEvent event(int number) {
        return order("again")
                .eventId(new UUID(0x0000_0000_0000_4000L, 0x8000_0000_0000_0000L + number))
                .createdAt("2026-01-01T00:00:00Z")
                .build();
    }

    private static NewEvent.Builder order(String id) {
        return NewEvent.builder().entity("order", id).eventType("order.placed").payload("{\"total\":1}");
    }
}
