package com.stateset.sequencer.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.MemoryStore;
import com.stateset.sequencer.Samples;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.LogName;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import java.lang.ref.Reference;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SeenHistoriesTest {

    private static final int STREAMS = 40_000;
    private static final int MEBIBYTE = 1 << 20;
    private static final Percentage ABOUT = Percentage.withPercentage(8);

    private final EventStore store = new MemoryStore();
    private final SigningKey key = SigningKey.generate();
    private final LogKeys keys = new LogKeys(new LogName("logs.example"), key, store);

    @Test
    void a_head_takes_what_is_counted() {
        assertCounted(SeenHistoriesTest::begun);
    }

    @Test
    void an_edge_takes_what_is_counted() {
        assertCounted(() -> begun().at(edge(7)));
    }

    @Test
    void a_signature_takes_what_is_counted() {
        assertCounted(() -> begun().at(edge(8)).signed(signed(keys, 6)).kept(6));
    }

    @Test
    void a_checkpoint_of_an_earlier_key_takes_what_is_counted() {
        LogKeys earlier = new LogKeys(new LogName("logs.example"), SigningKey.generate(), store);
        assertCounted(() -> begun().at(edge(8)).signed(signed(earlier, 6)).kept(6));
    }

    /** That what is counted for each is what it takes, the tests above show: here is what they take together. */
    @Test
    void the_bound_holds_for_the_heap() {
        Taken taken = taken(8 * MEBIBYTE, () -> begun().at(edge(7)));
        assertThat(taken.heap).isLessThan(9 * MEBIBYTE).isGreaterThan(7 * MEBIBYTE);
        assertThat(taken.streams).isLessThan(STREAMS);
    }

    @Test
    void what_grows_makes_others_be_forgotten() {
        SeenHistories seen = new SeenHistories(keys, 4 * MEBIBYTE);
        List<StreamId> streams = streams(STREAMS);
        streams.forEach(stream -> seen.begin(stream, begun()));
        int before = seen.size();
        CompactRange large = edge((1 << 12) - 1);
        streams.forEach(stream -> seen.update(stream, now -> now.at(large)));
        assertThat(seen.bytes()).isLessThanOrEqualTo(4 * MEBIBYTE);
        assertThat(seen.size()).isLessThan(before * 2 / 3);
    }

    @Test
    void streams_in_use_outlast_those_that_are_not() {
        SeenHistories seen = new SeenHistories(keys, 4 * MEBIBYTE);
        List<StreamId> used = streams(1000);
        used.forEach(stream -> seen.begin(stream, begun()));
        for (int i = 0; i < STREAMS; i++) {
            seen.begin(Samples.stream(), begun());
            seen.get(used.get(i % used.size()));
        }
        assertThat(used.stream().filter(stream -> seen.get(stream) != null).count())
                .isGreaterThan(950);
    }

    @Test
    void what_the_store_does_not_know_is_not_forgotten() {
        SeenHistories seen = new SeenHistories(keys, MEBIBYTE);
        StreamId stream = Samples.stream();
        StreamId stopped = Samples.stream();
        SignedCheckpoint signed = keys.sign(keys.origin(stream), edge(5).head());
        SeenHistory begun = seen.begin(stream, begun());
        seen.remember(stream, begun.chain(), signed);
        seen.stop(stopped, null, "it is not the same");
        fill(seen);
        assertThat(seen.get(stream)).as("signed and not kept").isNotNull();
        seen.keepAll(store.history(), any -> {});
        assertThat(store.history().checkpoint(stream)).contains(signed.note());
        fill(seen);
        assertThat(seen.get(stream)).as("kept").isNull();
        assertThat(seen.get(stopped)).isNotNull();
    }

    private static void fill(SeenHistories seen) {
        for (int i = 0; i < STREAMS; i++) {
            seen.begin(Samples.stream(), begun());
        }
        assertThat(seen.size()).isBetween(1000, MEBIBYTE / 256);
    }

    private void assertCounted(Supplier<SeenHistory> history) {
        Taken taken = taken(Long.MAX_VALUE, history);
        assertThat(taken.streams).isEqualTo(STREAMS);
        assertThat(taken.heap / STREAMS).as("bytes a stream").isCloseTo(taken.counted / STREAMS, ABOUT);
    }

    /** By what is free once it is forgotten: what other tests have left may go at any time while it is filled. */
    private Taken taken(long limit, Supplier<SeenHistory> history) {
        SeenHistories seen = new SeenHistories(keys, limit);
        for (int i = 0; i < STREAMS; i++) {
            seen.begin(Samples.stream(), history.get());
        }
        long with = Samples.heap();
        int streams = seen.size();
        long counted = seen.bytes();
        seen = new SeenHistories(keys, limit);
        try {
            return new Taken(with - Samples.heap(), streams, counted);
        } finally {
            Reference.reachabilityFence(seen);
        }
    }

    private record Taken(long heap, int streams, long counted) {}

    private static List<StreamId> streams(int count) {
        return Stream.generate(Samples::stream).limit(count).toList();
    }

    private static SeenHistory begun() {
        return SeenHistory.startingAt(new HistoryLine(HistoryLine.NEVER), edge(5).head(), null);
    }

    private CompactCheckpoint signed(LogKeys by, int size) {
        StreamId stream = Samples.stream();
        return keys.compact(stream, by.sign(by.origin(stream), edge(size).head()));
    }

    private static CompactRange edge(int size) {
        return CompactRange.EMPTY.appendRecords(Collections.nCopies(size, Hash.ZERO));
    }
}
