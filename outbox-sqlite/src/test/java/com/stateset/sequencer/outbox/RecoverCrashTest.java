package com.stateset.sequencer.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.sync.BaseVersions;
import com.stateset.sequencer.sync.BatchLimits;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.PulledEvent;
import com.stateset.sequencer.sync.PushOutcome;
import com.stateset.sequencer.sync.author.EventAuthor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Killed while it goes over to another history, a process leaves either the old state or the new one. */
class RecoverCrashTest {

    static final long COMMON = 10;

    private static final boolean LONG = Boolean.getBoolean("sequencer.survival");
    private static final int HELD = LONG ? 3000 : 2000;
    private static final int ROUNDS = LONG ? 100 : 3;
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void the_file_is_as_before_or_as_after() throws Exception {
        long seed = Long.getLong("sequencer.seed", System.nanoTime());
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Path original = folder.resolve("original.db");
        fill(original);
        Path first = Files.copy(original, folder.resolve("outbox.db"));
        long nanos = CrashRun.runFor(ARecoveringJvm.class, TimeUnit.MINUTES.toNanos(1), first);
        assertThat(check(first)).isTrue();
        int done = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Path file = Files.copy(original, folder.resolve("outbox-" + round + ".db"));
            long ignored = CrashRun.runFor(ARecoveringJvm.class, random.nextLong(nanos + nanos / 4), file);
            done += check(file) ? 1 : 0;
        }
        System.out.println(done + " of " + ROUNDS + " were done");
    }

    /** Own events and another agent's in turns; what was pulled is not in the log file's way. */
    private static void fill(Path file) throws IOException {
        AgentSigner other = new AgentSigner(new UUID(8, 8), 1, SigningKey.generate());
        EventAuthor author = new EventAuthor(CrashSamples.PROFILE.stream(), other.agentId(), other);
        try (SqliteOutbox outbox = SqliteOutbox.open(file, CrashSamples.PROFILE, CrashSamples.SIGNER)) {
            List<NewEvent> drafts = new ArrayList<>();
            for (int i = 0; i < HELD / 2; i++) {
                drafts.add(CrashSamples.draft());
            }
            List<LocalEvent> own = outbox.append(drafts, BaseVersions.AS_GIVEN);
            outbox.journal().take(new BatchLimits(HELD, HELD, 1 << 24, true));
            List<PulledEvent> log = new ArrayList<>();
            for (int i = 0; i < HELD / 2; i++) {
                log.add(pulled(own.get(i).event(), log.size() + 1));
                log.add(pulled(author.write(CrashSamples.draft()), log.size() + 1));
            }
            outbox.journal()
                    .record(
                            own.stream()
                                    .<PushOutcome>map(event ->
                                            new PushOutcome.Stored(event.eventId(), 2 * event.position() - 1, null))
                                    .toList(),
                            HELD);
            outbox.journal().apply(log, HELD);
        }
    }

    private static PulledEvent pulled(Event event, long number) {
        Hash signing = VesHashes.signing(event);
        Hash leaf = VesHashes.leaf(
                event.stream(), number, signing, event.authorship().signature());
        return new PulledEvent(
                new SequencedEvent(event, number, NOON, number, leaf, 0),
                VesHashes.receipt(event.stream(), event.eventId(), number, signing),
                null);
    }

    /** Whether it was done. */
    private static boolean check(Path file) {
        try (SqliteOutbox outbox = SqliteOutbox.open(file, CrashSamples.PROFILE, CrashSamples.SIGNER)) {
            long through = outbox.replica().pulledThrough();
            boolean done = through == COMMON;
            assertThat(through).isIn(COMMON, (long) HELD);
            assertThat(outbox.status().fromOthers()).isEqualTo(done ? (HELD - COMMON) / 2 : 0);
            assertThat(outbox.status().pending()).isEqualTo(done ? HELD - COMMON : 0);
            assertThat(outbox.status().accepted()).isEqualTo(done ? COMMON / 2 : HELD / 2);
            assertThat(outbox.journal().rightEdge().size()).isEqualTo(through);
            assertThat(outbox.journal().sequencer().isPresent()).isEqualTo(done);
            assertThat(outbox.replica().read(0, HELD)).hasSize((int) through);
            return done;
        }
    }
}
