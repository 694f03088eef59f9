package com.stateset.sequencer.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDatabaseTest {

    private static final int CALLS_BEFORE_CLOSING = 50;

    @TempDir
    private Path folder;

    @Test
    void every_call_ends_orderly_and_what_was_answered_is_stored() throws Exception {
        Path file = folder.resolve("events.db");
        SqliteEventStore store = SqliteEventStore.open(file);
        CountDownLatch busy = new CountDownLatch(CALLS_BEFORE_CLOSING);
        ExecutorService executor = Executors.newFixedThreadPool(4);
        try {
            Future<Long> first = executor.submit(() -> appendUntilClosed(store, busy));
            Future<Long> second = executor.submit(() -> appendUntilClosed(store, busy));
            Future<?> third = executor.submit(() -> readUntilClosed(store, busy));
            Future<?> fourth = executor.submit(() -> readUntilClosed(store, busy));
            busy.await();
            store.close();
            third.get();
            fourth.get();
            long answered = first.get() + second.get();
            assertThat(numbersIn(file))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, answered).boxed().toList());
        } finally {
            executor.shutdownNow();
        }
    }

    private static long appendUntilClosed(SqliteEventStore store, CountDownLatch busy) {
        long answered = 0;
        try {
            while (true) {
                Samples.append(store, Samples.candidate());
                answered++;
                busy.countDown();
            }
        } catch (SequencerException closed) {
            assertThat(closed).hasMessage("the store is closed");
            return answered;
        }
    }

    private static void readUntilClosed(SqliteEventStore store, CountDownLatch busy) {
        try {
            while (true) {
                store.read(Samples.STREAM, ReadOptions.backwardsFromHead());
                busy.countDown();
            }
        } catch (SequencerException closed) {
            assertThat(closed).hasMessage("the store is closed");
        }
    }

    private static List<Long> numbersIn(Path file) {
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            return store
                    .read(Samples.STREAM, ReadOptions.forwardsFrom(1).limit(ReadOptions.MAX_LIMIT))
                    .events()
                    .stream()
                    .map(SequencedEvent::sequenceNumber)
                    .toList();
        }
    }
}
