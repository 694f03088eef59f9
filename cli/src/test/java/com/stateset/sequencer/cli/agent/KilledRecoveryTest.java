package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.cli.SequencerCommand;
import com.stateset.sequencer.cli.ServerDatabase;
import com.stateset.sequencer.cli.StoreKind;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.server.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code agent recover}, the whole command in a process of its own, killed at random moments and run again until it is done: then all that
 * the server had lost is in the log, once. {@code -Dsequencer.survival=true} kills more often, {@code -Dsequencer.seed=N} as before.
 */
@Timeout(3600)
class KilledRecoveryTest {

    private static final int KILLS = Boolean.getBoolean("sequencer.survival") ? 300 : 10;
    private static final int MOST_KILLS_OF_A_ROUND = 4;
    private static final int LOST = 200;

    private final UUID store = UUID.randomUUID();
    private final AtomicReference<CountDownLatch> calling = new AtomicReference<>(new CountDownLatch(1));

    @TempDir
    private Path directory;

    private int port;
    private List<String> ids;
    private ServerDatabase backup;

    /** The backup has 20 events; of the others, each agent has written half. */
    @BeforeEach
    void loseHistory() throws Exception {
        port = LocalServer.unusedPort();
        ServerDatabase database = StoreKind.FILE.create(directory.resolve("server"));
        List<Agent> agents = new ArrayList<>();
        try (TestServer server = LocalServer.start(database, port)) {
            for (String name : List.of("recovering", "other")) {
                agents.add(Agent.init(directory.resolve(name), server.url(), store));
            }
            write(agents, 10);
        }
        backup = database.copy(directory.resolve("backup"));
        try (TestServer server = LocalServer.start(database, port)) {
            for (int i = 0; i < 4; i++) {
                write(agents, LOST / 8);
            }
            agents.get(0).run("sync", "--strict").succeeded();
            ids = Log.read(server.url(), store).ids();
        }
        assertThat(ids).hasSize(20 + LOST);
    }

    private static void write(List<Agent> agents, int count) throws IOException {
        for (Agent agent : agents) {
            agent.run("sync").succeeded();
            agent.appendLines(Collections.nCopies(count, Agent.line("shared", count, "")), "--base-version", "auto");
            agent.run("sync", "--strict").succeeded();
        }
    }

    @Test
    void what_was_lost_comes_back_once() throws Exception {
        long seed = Long.getLong("sequencer.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Duration whole = recover(0, random, Duration.ZERO).took();
        int kills = 0;
        int rounds = 1;
        while (kills < KILLS) {
            kills += recover(rounds++, random, whole).kills();
        }
        System.out.println(kills + " kills in " + rounds + " recoveries of up to " + whole.toMillis() + " ms");
    }

    /**
     * What became of a round.
     *
     * @param kills how often the command was killed
     * @param took how long it ran from its first call on, when it was not
     */
    private record Round(int kills, Duration took) {}

    /** With a server and a folder of its own; kills as long as {@code latest} is more than nothing. */
    private Round recover(int round, Random random, Duration latest) throws Exception {
        Path place = Files.createDirectory(directory.resolve("round-" + round));
        ServerDatabase database = backup.copy(place.resolve("server"));
        Agent agent = copy("recovering", place);
        Agent other = copy("other", place);
        try (TestServer server = LocalServer.start(database, port);
                FaultyProxy proxy = new FaultyProxy(
                        server.port(),
                        () -> {
                            calling.get().countDown();
                            return Fault.NONE;
                        },
                        () -> {})) {
            Agent.init(agent.directory(), proxy.url(), store);
            int kills = 0;
            while (latest.toNanos() > 0
                    && kills < MOST_KILLS_OF_A_ROUND
                    && run(agent, random, latest).isKilled()) {
                kills++;
            }
            Duration took = run(agent, random, Duration.ZERO).took();
            agent.run("sync", "--strict").succeeded();
            other.run("sync", "--strict").succeeded();

            Log log = Log.read(server.url(), store);
            log.assertHoldsExactly(ids);
            assertThat(log.ids()).isEqualTo(ids);
            log.assertIsReplicaOf(agent);
            log.assertIsReplicaOf(other);
            assertThat(agent.status("from_others")).isZero();
            assertThat(evidence(agent)).contains(1 + LOST);
            return new Round(kills, took);
        }
    }

    private Agent copy(String name, Path place) throws IOException {
        Path folder = place.resolve(name);
        Directories.copy(directory.resolve(name), folder);
        Files.delete(folder.resolve("lines.ndjson"));
        return new Agent(folder);
    }

    private record Run(boolean isKilled, Duration took) {}

    private Run run(Agent agent, Random random, Duration latest) throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        calling.set(first);
        String folder = agent.directory().toString();
        try (ChildJvm recovering = ChildJvm.start(
                agent.directory().getParent(),
                SequencerCommand.class,
                "agent",
                "recover",
                "--data",
                folder,
                "--yes",
                "--batch",
                "20")) {
            assertThat(first.await(1, TimeUnit.MINUTES)).isTrue();
            long start = System.nanoTime();
            boolean kills = latest.toNanos() > 0;
            Duration moment = kills ? Duration.ofNanos(random.nextLong(latest.toNanos())) : Duration.ofMinutes(2);
            if (!recovering.endsWithin(moment)) {
                assertThat(kills).as("killed %s, %s", moment, recovering.err()).isTrue();
                return new Run(true, moment);
            }
            assertThat(recovering.awaitEnd()).as(recovering.err()).isEqualTo(ExitCodes.DONE);
            return new Run(false, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /** How many lines each file has that names what was lost. */
    private static List<Integer> evidence(Agent agent) throws IOException {
        List<Integer> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(agent.directory())) {
            for (Path file : files.filter(each -> each.getFileName().toString().startsWith("evidence-lost"))
                    .toList()) {
                lines.add(Files.readAllLines(file).size());
            }
        }
        return lines;
    }
}
