package com.stateset.sequencer.postgres;

import static com.stateset.sequencer.postgres.Samples.append;
import static com.stateset.sequencer.postgres.Samples.newStream;
import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.history.HistoryTree;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.tlog.LogInclusionProof;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the reads that are asked for most often take: round trips, and memory that is thrown away. */
@Timeout(120)
class ReadCostTest extends OwnDatabase {

    /** Enough for the driver to keep the statement, and for the code that is measured to be compiled. */
    private static final int WARM_UP = 3000;

    private static final int EVENTS = 1200;

    private WatchedDataSource watched;

    @BeforeEach
    void watchTheDatabase() {
        watched = new WatchedDataSource(dataSource());
    }

    @Test
    void a_head_takes_no_more_than_8_kilobytes() {
        PostgresEventStore store = open();
        StreamId stream = newStream();
        append(store, event(stream).candidate());

        assertThat(allocatedBy(() -> store.head(stream))).isBetween(1L, 8L << 10);
    }

    @Test
    void a_head_is_one_round_trip() {
        PostgresEventStore store = closedAfterwards(PostgresEventStore.over(watched));
        StreamId stream = newStream();
        append(store, event(stream).candidate());

        assertThat(sentFor(() -> store.head(stream))).hasSize(1);
    }

    @Test
    void a_stream_that_is_not_in_memory_begins_with_one_round_trip() {
        PostgresEventStore store = closedAfterwards(PostgresEventStore.over(watched));
        StreamId stream = newStream();
        append(store, event(stream).candidate());

        assertThat(sentFor(() -> store.history().kept(stream))).hasSize(1);
    }

    /** Of a tree of two levels, with a full tile and a partial one at each end: its tiles are one statement. */
    @Test
    void a_proof_is_two_round_trips_and_one_at_a_known_size() {
        EventStream stream = filled();
        HistoryTree tree = stream.history();
        assertThat(tree.checkpoint()).isPresent();
        LogInclusionProof proof = tree.inclusion(300);

        assertThat(proof.size()).isEqualTo(EVENTS);
        assertThat(sentFor(() -> tree.inclusion(300))).hasSize(2);
        assertThat(sentFor(() -> tree.inclusion(300, EVENTS))).hasSize(1);
        assertThat(sentFor(() -> tree.inclusion(EVENTS, EVENTS))).hasSize(1);
        assertThat(sentFor(() -> tree.proof(300))).hasSize(2);
        assertThat(sentFor(() -> tree.consistency(300, EVENTS))).hasSizeLessThanOrEqualTo(2);
    }

    /** Events after the last signature do not make its proofs dearer. */
    @Test
    void a_proof_under_an_earlier_signed_head_is_two_round_trips() {
        EventStream stream = filled();
        HistoryTree tree = stream.history();
        assertThat(tree.checkpoint()).isPresent();
        stream.append(orders(3));

        assertThat(tree.inclusion(300).size()).isEqualTo(EVENTS);
        assertThat(sentFor(() -> tree.inclusion(300))).hasSize(2);
    }

    /** The commitment, and the tiles of its tree. */
    @Test
    void a_proof_in_a_commitment_is_two_round_trips() {
        EventStream stream = filled();
        Commitment commitment = stream.commit();

        stream.prove(300).verify(commitment);
        assertThat(sentFor(() -> stream.prove(300))).hasSize(2);
    }

    private EventStream filled() {
        Sequencer sequencer = closedAfterwards(Sequencer.builder()
                .store(PostgresEventStore.over(watched))
                .signingKey(SigningKey.ofSeed(new byte[SigningKey.SEED_LENGTH]))
                .build());
        EventStream stream = sequencer.stream(UUID.randomUUID(), UUID.randomUUID());
        for (int i = 0; i < EVENTS / 100; i++) {
            stream.append(orders(100));
        }
        return stream;
    }

    private static List<NewEvent> orders(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> NewEvent.builder()
                        .entity("order", "o-" + i)
                        .eventType("order.placed")
                        .payload("{}")
                        .build())
                .toList();
    }

    /** What was sent to the database by this thread: workers of the sequencer read and write meanwhile. */
    private List<String> sentFor(Supplier<?> read) {
        Thread caller = Thread.currentThread();
        List<String> sent = new ArrayList<>();
        watched.watch((what, connection) -> {
            if (Thread.currentThread() == caller) {
                sent.add(what);
            }
        });
        try {
            assertThat(read.get()).isNotNull();
        } finally {
            watched.watch((what, connection) -> {});
        }
        return sent;
    }

    private static long allocatedBy(Supplier<?> read) {
        for (int i = 0; i < WARM_UP; i++) {
            Object unused = read.get();
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int counted = 1000;
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < counted; i++) {
            Object unused = read.get();
        }
        return (threads.getCurrentThreadAllocatedBytes() - before) / counted;
    }
}
