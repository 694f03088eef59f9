package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.testsupport.TestJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls are lost, doubled, delayed, cut and refused between agents and the real server, and agents are killed in the midst of
 * them; afterwards everything is in the log once, and every replica is the log.
 *
 * <p>Rounds are seeded; {@code -Dsequencer.survival=true} runs hundreds, {@code -Dsequencer.rounds=N} so many of
 * each kind, {@code -Dsequencer.seed=N} only the one of that seed.
 */
@Timeout(3600)
class ExactlyOnceIT {

    private static final boolean SURVIVAL = Boolean.getBoolean("sequencer.survival");
    private static final long SHARED_NANOS = TimeUnit.SECONDS.toNanos(SURVIVAL ? 180 : 4);
    private static final int BATCH = 9;
    private static final int EVENTS = 60;
    private static final int MAX_ATTEMPTS = 2000;
    private static final int KILLS = SURVIVAL ? 3 : 2;
    private static final int LATEST_KILL_MILLIS = 600;

    /** One server for all: each round has a stream of its own. */
    @TempDir
    private static Path directory;

    private static Process server;
    private static String url;

    @BeforeAll
    static void startServer() throws IOException {
        List<String> command = TestJvm.jar();
        command.addAll(List.of(
                "serve", "--port", "0", "--data", directory.resolve("server").toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(directory.resolve("server.log").toFile());
        builder.environment().put("AUTH_MODE", "disabled");
        server = builder.start();
        BufferedReader out = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        while (!line.startsWith("Listening on ")) {
            line = out.readLine();
        }
        url = line.substring("Listening on ".length(), line.indexOf(','));
    }

    @AfterAll
    static void stopServer() {
        server.destroyForcibly().onExit().join();
    }

    @Test
    void with_a_bad_network() throws Exception {
        for (long seed : seeds(1, 400)) {
            round(seed, this::syncThroughFaults);
        }
    }

    @Test
    void with_a_bad_network_and_agents_that_are_killed() throws Exception {
        for (long seed : seeds(1, 200)) {
            round(seed, this::syncThroughKills);
        }
    }

    @Test
    void with_a_bad_network_and_agents_that_are_killed_at_any_moment() throws Exception {
        for (long seed : seeds(1, 200)) {
            round(seed, this::syncThroughKillsAtAnyMoment);
        }
    }

    @Test
    void with_a_bad_network_and_two_or_five_processes_at_one_file() throws Exception {
        for (long seed : seeds(1, 140)) {
            int processes = new Random(seed).nextBoolean() ? 2 : 5;
            round(seed, (agent, random, store) -> syncByProcesses(processes, agent, random, store));
        }
    }

    /** Three processes pull and two sync one folder, over and over, while this one writes to it, and another agent to the stream. */
    @Test
    void with_pulling_and_syncing_processes_at_one_folder() throws Exception {
        UUID store = UUID.randomUUID();
        Agent shared = Agent.init(directory.resolve(store + "-shared"), url, store);
        Agent other = Agent.init(directory.resolve(store + "-other"), url, store);
        List<String> ids = new ArrayList<>();
        Path stop = directory.resolve(store + "-stop");
        List<LoopingJvm> processes = new ArrayList<>();
        try {
            for (String command : List.of("pull", "pull", "pull", "sync", "sync")) {
                processes.add(LoopingJvm.start(shared, command, stop));
            }
            for (LoopingJvm process : processes) {
                process.awaitFirstRun();
            }
            long end = System.nanoTime() + SHARED_NANOS;
            for (int n = 0; System.nanoTime() < end; n += 2) {
                ids.addAll(shared.appendLines(List.of(Agent.line("own", n, ""), Agent.line("own", n + 1, ""))));
                ids.addAll(other.appendLines(List.of(Agent.line("others", n, ""), Agent.line("shared", n, ""))));
                other.run("sync").succeeded();
            }
            Files.createFile(stop);
            for (LoopingJvm process : processes) {
                process.awaitGoodEnd();
            }
        } finally {
            processes.forEach(LoopingJvm::close);
        }
        for (Agent agent : List.of(shared, other, shared)) {
            agent.run("sync", "--strict").succeeded();
        }
        Log log = Log.read(url, store);
        log.assertHoldsExactly(ids);
        log.assertIsReplicaOf(shared);
        log.assertIsReplicaOf(other);
        assertThat(log.ofEntity("own")).isSorted();
    }

    /** A way to sync an agent until nothing is left to do. */
    private interface Syncing {

        void sync(Agent agent, Random random, UUID store) throws Exception;
    }

    private static List<Long> seeds(int few, int many) {
        Long one = Long.getLong("sequencer.seed");
        if (one != null) {
            return List.of(one);
        }
        Random random = new Random();
        return random.longs(Long.getLong("sequencer.rounds", SURVIVAL ? many : few))
                .boxed()
                .toList();
    }

    private void round(long seed, Syncing syncing) throws Exception {
        try {
            Random random = new Random(seed);
            UUID store = new UUID(random.nextLong(), random.nextLong());
            List<String> ids = new ArrayList<>();
            List<Agent> agents = new ArrayList<>();
            for (int a = 0; a < 2; a++) {
                Agent agent = Agent.init(directory.resolve(store + "-" + a), url, store);
                ids.addAll(agent.appendLines(lines(random, a)));
                ids.addAll(agent.appendLines(ownLines(a), "--base-version", "auto"));
                agents.add(agent);
            }
            for (Agent agent : agents) {
                syncing.sync(agent, random, store);
            }
            assertOnce(store, ids, agents);
        } catch (Exception | AssertionError e) {
            throw new AssertionError("with -Dsequencer.seed=" + seed, e);
        }
    }

    /** The last word is had without the proxy, which must find nothing to mend. */
    private void assertOnce(UUID store, List<String> ids, List<Agent> agents) throws Exception {
        for (Agent agent : agents) {
            setServer(agent, url, store);
            agent.run("sync").succeeded();
            assertThat(agent.conflicts()).isEmpty();
            assertThat(agent.status("pending")).isZero();
            assertThat(agent.status("accepted")).isEqualTo(ids.size() / agents.size());
        }
        Log log = Log.read(url, store);
        log.assertHoldsExactly(ids);
        agents.forEach(log::assertIsReplicaOf);
        assertThat(log.ofEntity("own-0")).isSorted().hasSize(EVENTS / 4);
    }

    private void syncThroughFaults(Agent agent, Random random, UUID store) throws IOException {
        Supplier<Fault> faults = faults(new Random(random.nextLong()), false);
        try (FaultyProxy proxy = new FaultyProxy(URI.create(url).getPort(), faults, () -> {})) {
            setServer(agent, proxy.url(), store);
            int attempts = 0;
            while (agent.run("sync", "--batch", Integer.toString(BATCH)).exitCode() != ExitCodes.DONE) {
                assertThat(++attempts).isLessThan(MAX_ATTEMPTS);
            }
        }
    }

    private void syncThroughKills(Agent agent, Random random, UUID store) throws Exception {
        AtomicReference<SyncingJvm> running = new AtomicReference<>();
        AtomicBoolean mayKill = new AtomicBoolean(true);
        Supplier<Fault> faults = faults(new Random(random.nextLong()), true);
        Runnable killer = () -> {
            SyncingJvm child = running.get();
            if (child != null && mayKill.get()) {
                child.kill();
            }
        };
        try (FaultyProxy proxy = new FaultyProxy(URI.create(url).getPort(), faults, killer)) {
            setServer(agent, proxy.url(), store);
            int kills = 0;
            boolean killed = true;
            while (killed) {
                mayKill.set(kills < 2);
                try (SyncingJvm child = SyncingJvm.start(agent, BATCH)) {
                    running.set(child);
                    killed = child.awaitEnd();
                    kills++;
                }
            }
        }
    }

    /** Each time some milliseconds after its first call, whatever it does then. */
    private void syncThroughKillsAtAnyMoment(Agent agent, Random random, UUID store) throws Exception {
        Supplier<Fault> faults = faults(new Random(random.nextLong()), false);
        AtomicReference<CountDownLatch> calling = new AtomicReference<>(new CountDownLatch(1));
        Supplier<Fault> watched = () -> {
            calling.get().countDown();
            return faults.get();
        };
        try (FaultyProxy proxy = new FaultyProxy(URI.create(url).getPort(), watched, () -> {})) {
            setServer(agent, proxy.url(), store);
            boolean killed = true;
            for (int attempt = 0; killed; attempt++) {
                CountDownLatch first = new CountDownLatch(1);
                calling.set(first);
                try (SyncingJvm child = SyncingJvm.start(agent, BATCH)) {
                    if (attempt < KILLS) {
                        first.await();
                        child.killAfter(random.nextInt(LATEST_KILL_MILLIS));
                    }
                    killed = child.awaitEnd();
                }
            }
        }
    }

    private void syncByProcesses(int count, Agent agent, Random random, UUID store) throws Exception {
        Supplier<Fault> faults = faults(new Random(random.nextLong()), false);
        try (FaultyProxy proxy = new FaultyProxy(URI.create(url).getPort(), faults, () -> {})) {
            setServer(agent, proxy.url(), store);
            List<SyncingJvm> processes = new ArrayList<>();
            try {
                for (int i = 0; i < count; i++) {
                    processes.add(SyncingJvm.start(agent, BATCH - 2 * (i % 3)));
                }
                for (SyncingJvm process : processes) {
                    assertThat(process.awaitEnd()).isFalse();
                }
            } finally {
                processes.forEach(SyncingJvm::close);
            }
        }
    }

    /** One sequence of faults for all calls, in whatever order they come. */
    private static Supplier<Fault> faults(Random random, boolean kills) {
        return () -> {
            synchronized (random) {
                Fault fault = Fault.random(random);
                boolean isKill = fault == Fault.KILLED_BEFORE || fault == Fault.KILLED_AFTER;
                return isKill && !kills ? Fault.NONE : fault;
            }
        };
    }

    /** The agent stays who it is. */
    private static void setServer(Agent agent, String server, UUID store) {
        Agent.init(agent.directory(), server, store);
    }

    private static List<String> lines(Random random, int agent) {
        List<String> lines = new ArrayList<>();
        int n = 0;
        while (n < EVENTS * 3 / 4) {
            int together = Math.min(1 + random.nextInt(4), EVENTS * 3 / 4 - n);
            String command = together == 1 ? "" : ",\"command_id\":\"" + UUID.randomUUID() + "\"";
            for (int i = 0; i < together; i++) {
                lines.add(Agent.line("shared-" + random.nextInt(5), n++ + 1000 * agent, command));
            }
        }
        return lines;
    }

    private static List<String> ownLines(int agent) {
        List<String> lines = new ArrayList<>();
        for (int n = 0; n < EVENTS / 4; n++) {
            lines.add(Agent.line("own-" + agent, n, ""));
        }
        return lines;
    }
}
