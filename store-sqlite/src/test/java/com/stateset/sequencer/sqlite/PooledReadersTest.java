package com.stateset.sequencer.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.event.ReadOptions;
import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PooledReadersTest {

    private static final int ROUNDS = 60;
    private static final int READERS = 4;

    @TempDir
    private Path folder;

    @Test
    void closing_while_reads_are_under_way_leaves_no_file_open() throws Exception {
        Path file = folder.resolve("events.db");
        round(file);
        long before = openFiles();
        for (int i = 0; i < ROUNDS; i++) {
            round(file);
        }
        // Each leaked connection would hold the file and its log: two a round.
        assertThat(openFiles()).isLessThan(before + ROUNDS / 4);
        // Where nothing counts them (Windows) a file that is open cannot be deleted.
        Files.delete(file);
    }

    private static void round(Path file) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(READERS);
        CountDownLatch reading = new CountDownLatch(10 * READERS);
        SqliteEventStore store = SqliteEventStore.open(file);
        try {
            Samples.append(store, Samples.candidate());
            Future<?>[] readers = new Future<?>[READERS];
            for (int i = 0; i < READERS; i++) {
                readers[i] = executor.submit(() -> readUntilClosed(store, reading));
            }
            assertThat(reading.await(1, TimeUnit.MINUTES)).isTrue();
            store.close();
            for (Future<?> reader : readers) {
                assertThat(reader.get(1, TimeUnit.MINUTES)).isNull();
            }
        } finally {
            store.close();
            executor.shutdownNow();
        }
    }

    private static void readUntilClosed(SqliteEventStore store, CountDownLatch reading) {
        try {
            while (true) {
                store.read(Samples.STREAM, ReadOptions.forwardsFrom(1).limit(ReadOptions.MAX_LIMIT));
                reading.countDown();
            }
        } catch (SequencerException closed) {
            assertThat(closed).hasMessage("the store is closed");
        }
    }

    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }
}
