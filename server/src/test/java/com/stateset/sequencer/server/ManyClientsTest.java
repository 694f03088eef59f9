package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * A thousand clients that keep their connections: some read, some write, some do nothing for long, some follow event streams. Five seconds;
 * with {@code -Dsequencer.survival=true} five minutes.
 */
class ManyClientsTest {

    private static final boolean LONG = Boolean.getBoolean("sequencer.survival");
    private static final Duration TIME = LONG ? Duration.ofMinutes(5) : Duration.ofSeconds(5);

    private static final String HEAP = "256m";
    private static final int READERS = 400;
    private static final int WRITERS = 300;
    private static final int IDLE = 200;
    private static final int FOLLOWERS = 100;
    private static final int STORES = 50;

    /** Who is at work at the same moment, and how long each rests after an answer. */
    private static final int HANDS = 16;

    private static final Duration REST = Duration.ofMillis(20);

    /** Less than the time after which the server closes a connection without a request. */
    private static final Duration IDLE_FOR = Duration.ofSeconds(20);

    private final Queue<KeptConnection> readers = new ConcurrentLinkedQueue<>();
    private final Queue<KeptConnection> writers = new ConcurrentLinkedQueue<>();
    private final Queue<KeptConnection> idle = new ConcurrentLinkedQueue<>();
    private final List<KeptConnection> followers = new ArrayList<>();
    private final List<Following> followed = new ArrayList<>();
    private final Queue<Long> reads = new ConcurrentLinkedQueue<>();
    private final Queue<Long> writes = new ConcurrentLinkedQueue<>();
    private final Queue<Long> wakes = new ConcurrentLinkedQueue<>();
    private final AtomicLong[] heads = new AtomicLong[STORES];

    @Test
    void a_thousand_kept_connections_are_served_within_a_small_heap() throws Exception {
        Arrays.setAll(heads, store -> new AtomicLong());
        ExecutorService hands = Executors.newFixedThreadPool(HANDS + 2);
        try (BoundedServer bounded = BoundedServer.start(HEAP, Duration.ofSeconds(10))) {
            connect(bounded.client().port());
            HealthProbe health = HealthProbe.of(bounded.client().url());
            long end = System.nanoTime() + TIME.toNanos();
            List<Future<?>> work = new ArrayList<>();
            for (int hand = 0; hand < HANDS; hand++) {
                Random random = new Random(hand);
                work.add(hands.submit(() -> work(random, end)));
            }
            work.add(hands.submit(() -> wake(end)));
            CountDownLatch written = new CountDownLatch(1);
            Future<?> following = hands.submit(() -> follow(written));
            for (Future<?> each : work) {
                each.get(TIME.toSeconds() + 60, TimeUnit.SECONDS);
            }
            written.countDown();
            following.get(60, TimeUnit.SECONDS);
            HealthProbe.Measured measured = health.measured(bounded);
            long resident = bounded.residentKib();
            long events = Arrays.stream(heads).mapToLong(AtomicLong::get).sum();
            System.out.printf(
                    Locale.ROOT,
                    "%d kept connections for %d s, heap %s: %s; %s; %s; %d events; resident %d MiB; /health %s%n",
                    READERS + WRITERS + IDLE + FOLLOWERS,
                    TIME.toSeconds(),
                    HEAP,
                    figures("reads", reads),
                    figures("writes", writes),
                    figures("idle", wakes),
                    events,
                    resident / 1024,
                    measured);
            assertThat(bounded.log()).hasSizeLessThan(100).noneMatch(line -> line.contains("OutOfMemoryError"));
            measured.requireInTime();
            Duration bound = Duration.ofSeconds(2).plus(measured.machine().multipliedBy(4));
            assertThat(percentile(reads, 99)).isLessThan(bound);
            assertThat(percentile(writes, 99)).isLessThan(bound);
            assertThat(resident / 1024).as("resident MiB").isLessThan(900);
        } finally {
            hands.shutdownNow();
            closeAll();
        }
    }

    private void connect(int port) throws IOException {
        for (int i = 0; i < READERS; i++) {
            readers.add(new KeptConnection(port));
        }
        for (int i = 0; i < WRITERS; i++) {
            writers.add(new KeptConnection(port));
        }
        for (int i = 0; i < IDLE; i++) {
            idle.add(new KeptConnection(port));
        }
        for (int i = 0; i < FOLLOWERS; i++) {
            KeptConnection connection = new KeptConnection(port);
            followers.add(connection);
            followed.add(new Following(
                    i % STORES, connection.listen("/api/v1/events/stream?" + stream(i % STORES) + "&from=1")));
        }
    }

    /** Takes connections in turn, so that all of them are used. */
    private Object work(Random random, long end) throws IOException, InterruptedException {
        while (System.nanoTime() < end) {
            int store = random.nextInt(STORES);
            if (random.nextInt(READERS + WRITERS) < READERS) {
                KeptConnection connection = readers.remove();
                timed(reads, () -> connection.get(path(random, store)));
                readers.add(connection);
            } else {
                KeptConnection connection = writers.remove();
                int count = 1 + random.nextInt(5);
                List<String> events = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    events.add(
                            event("o-" + random.nextInt(20), "{\"text\":\"" + "x".repeat(random.nextInt(500)) + "\"}"));
                }
                String body = batch(events).replace(Sent.STORE, storeId(store));
                timed(writes, () -> connection.post("/api/v1/events/ingest", body));
                heads[store].addAndGet(count);
                writers.add(connection);
            }
            TimeUnit.NANOSECONDS.sleep(REST.toNanos());
        }
        return null;
    }

    private static String path(Random random, int store) {
        return switch (random.nextInt(4)) {
            case 0 -> "/api/v1/head?" + stream(store);
            case 1 -> "/api/v1/entities/order/o-" + random.nextInt(20) + "?" + stream(store);
            default -> "/api/v1/events?" + stream(store) + "&limit=50&from=" + random.nextInt(200);
        };
    }

    private Object wake(long end) throws IOException, InterruptedException {
        long each = IDLE_FOR.toNanos() / IDLE;
        while (System.nanoTime() < end) {
            KeptConnection connection = idle.remove();
            timed(wakes, () -> connection.get("/api/v1/head?" + stream(0)));
            idle.add(connection);
            TimeUnit.NANOSECONDS.sleep(each);
        }
        return null;
    }

    /** Reads what is there of all streams, in turn, until all is written and they have come to their heads. */
    private Object follow(CountDownLatch written) throws IOException, InterruptedException {
        boolean isComplete = false;
        while (!isComplete) {
            isComplete = written.getCount() == 0;
            for (Following each : followed) {
                each.readAvailable();
                isComplete &= each.last == heads[each.store].get();
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return null;
    }

    private static void timed(Queue<Long> times, Call call) throws IOException {
        long begun = System.nanoTime();
        assertThat(call.status()).isEqualTo(200);
        times.add(System.nanoTime() - begun);
    }

    private static String figures(String what, Queue<Long> times) {
        return String.format(
                Locale.ROOT,
                "%d %s, median %d ms, 99 %% %d ms, longest %d ms",
                times.size(),
                what,
                percentile(times, 50).toMillis(),
                percentile(times, 99).toMillis(),
                percentile(times, 100).toMillis());
    }

    private static Duration percentile(Queue<Long> times, int percent) {
        long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
        return Duration.ofNanos(sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)]);
    }

    private static String stream(int store) {
        return "tenant_id=" + Sent.TENANT + "&store_id=" + storeId(store);
    }

    private static String storeId(int store) {
        return new UUID(0x1111_2222_3333_4444L, 0x8000_0000_0000_0000L + store).toString();
    }

    private void closeAll() throws IOException {
        List<KeptConnection> all = new ArrayList<>(followers);
        all.addAll(readers);
        all.addAll(writers);
        all.addAll(idle);
        for (KeptConnection connection : all) {
            connection.close();
        }
    }

    /** A request whose answer is waited for. */
    @FunctionalInterface
    private interface Call {
        int status() throws IOException;
    }

    /** What one client has of an event stream: each event once, in order. */
    private static final class Following {

        private final int store;
        private final InputStream in;
        private final StringBuilder line = new StringBuilder();
        private long last;

        Following(int store, InputStream in) {
            this.store = store;
            this.in = in;
        }

        void readAvailable() throws IOException {
            for (int left = in.available(); left > 0; left--) {
                int c = in.read();
                if (c != '\n') {
                    line.append((char) c);
                } else {
                    take(line.toString());
                    line.setLength(0);
                }
            }
        }

        private void take(String text) {
            if (text.startsWith("id: ")) {
                long number = Long.parseLong(text.substring(4).strip());
                assertThat(number).as("after event %d of store %d", last, store).isEqualTo(last + 1);
                last = number;
            }
        }
    }
}
