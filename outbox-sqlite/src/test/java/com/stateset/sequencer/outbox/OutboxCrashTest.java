package com.stateset.sequencer.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.tck.process.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxCrashTest {

    private static final boolean LONG = Boolean.getBoolean("sequencer.survival");
    private static final int ROUNDS = LONG ? 100 : 2;

    /** How many appends are told before the kills end. */
    private static final int LINES = LONG ? 400 : 200;

    @TempDir
    private Path folder;

    @Test
    void what_a_killed_process_was_told_is_there_and_whole() throws InterruptedException {
        long seed = Long.getLong("sequencer.seed", System.nanoTime());
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Path file = folder.resolve("outbox.db");
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        for (int round = 0; round < ROUNDS; round++) {
            killAfter(50 + random.nextInt(LINES - 50), file, heard);
            check(file, List.copyOf(heard));
        }
    }

    @Test
    void two_processes_at_one_file_lose_nothing_either() throws InterruptedException {
        Path file = folder.resolve("outbox.db");
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch lines = new CountDownLatch(LINES);
        try (ChildJvm one = start(file, heard, lines);
                ChildJvm two = start(file, heard, lines)) {
            assertThat(lines.await(60, TimeUnit.SECONDS)).isTrue();
            one.kill();
            two.kill();
        }
        check(file, List.copyOf(heard));
    }

    private static void killAfter(int lines, Path file, List<String> heard) throws InterruptedException {
        CountDownLatch left = new CountDownLatch(lines);
        try (ChildJvm child = start(file, heard, left)) {
            assertThat(left.await(60, TimeUnit.SECONDS)).isTrue();
            child.kill();
        }
    }

    private static ChildJvm start(Path file, List<String> heard, CountDownLatch lines) {
        return ChildJvm.start(AnAppendingJvm.class, List.of(file.toString()), line -> {
            heard.add(line);
            lines.countDown();
            return true;
        });
    }

    private static void check(Path file, List<String> heard) {
        try (SqliteOutbox outbox =
                SqliteOutbox.open(file, CrashSamples.PROFILE, CrashSamples.SIGNER, Duration.ofSeconds(30))) {
            List<LocalEvent> all = outbox.list(0, 1_000_000);
            Map<UUID, LocalEvent> byId =
                    all.stream().collect(Collectors.toMap(LocalEvent::eventId, Function.identity()));
            assertThat(byId.keySet()).containsAll(ids("APPENDED ", heard));
            assertThat(ids("ACCEPTED ", heard))
                    .allSatisfy(id -> assertThat(byId.get(id).state()).isInstanceOf(LocalState.Accepted.class));
            assertThat(ids("TAKEN ", heard))
                    .allSatisfy(id -> assertThat(byId.get(id).state()).isNotEqualTo(new LocalState.Pending(0)));
            // Both of a call's events, or none; and each counted once in the entity's versions.
            assertThat(all.size() % 2).isZero();
            assertThat(new HashSet<>(all.stream()
                            .map(event -> event.event().baseVersion())
                            .toList()))
                    .hasSize(all.size());
            assertThat(outbox.status().accepted())
                    .isEqualTo(all.stream()
                            .filter(event -> event.state() instanceof LocalState.Accepted)
                            .count());
        }
    }

    private static List<UUID> ids(String word, List<String> heard) {
        return heard.stream()
                .filter(line -> line.startsWith(word))
                .map(line -> UUID.fromString(line.substring(word.length())))
                .toList();
    }
}
