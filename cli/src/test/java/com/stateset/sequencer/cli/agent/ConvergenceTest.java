package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.server.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Agents that worked without a network, on some of the same things, end up with the same log; of more events with {@code
 * -Dsequencer.survival=true}.
 */
@Timeout(180)
class ConvergenceTest {

    private static final int AGENTS = 3;
    private static final int EVENTS = Boolean.getBoolean("sequencer.survival") ? 2000 : 250;
    private static final int SHARED_ENTITIES = 40;

    private final UUID store = UUID.randomUUID();
    private final List<Agent> agents = new ArrayList<>();

    @TempDir
    private Path directory;

    private TestServer server;

    @BeforeEach
    void startServer() {
        server = LocalServer.start(directory.resolve("server"), 0);
        for (int i = 0; i < AGENTS; i++) {
            agents.add(Agent.init(directory.resolve("agent-" + i), server.url(), store));
        }
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void in_turns() throws Exception {
        List<String> demanding = workOffline(1);

        for (Agent agent : agents) {
            agent.run("sync", "--batch", "97").succeeded();
        }
        assertConflictsAreResolvable(() -> {
            for (Agent agent : agents) {
                agent.run("sync", "--batch", "97").succeeded();
            }
            return null;
        });
        assertConverged(demanding);
    }

    @Test
    void at_once() throws Exception {
        List<String> demanding = workOffline(2);
        Callable<Void> syncAtOnce = () -> {
            ExecutorService threads = Executors.newFixedThreadPool(AGENTS);
            List<Callable<AgentRun>> runs = new ArrayList<>();
            agents.forEach(agent -> runs.add(() -> agent.run("sync", "--batch", "97")));
            for (Future<AgentRun> run : threads.invokeAll(runs)) {
                run.get().succeeded();
            }
            threads.shutdown();
            return null;
        };

        syncAtOnce.call();
        assertConflictsAreResolvable(syncAtOnce);
        assertConverged(demanding);
    }

    /** Every agent works on things of its own and on shared ones; on some of the shared ones it demands a version. */
    private List<String> workOffline(long seed) throws IOException {
        Random random = new Random(seed);
        List<String> ids = new ArrayList<>();
        for (int a = 0; a < AGENTS; a++) {
            List<String> plain = new ArrayList<>();
            for (int n = 0; n < EVENTS; n++) {
                String entity = random.nextBoolean() ? "own-" + a + "-" + random.nextInt(100) : shared(random);
                plain.add(Agent.line(entity, n, ""));
            }
            ids.addAll(agents.get(a).appendLines(plain));
            List<String> demanding = new ArrayList<>();
            for (int n = 0; n < SHARED_ENTITIES; n++) {
                demanding.add(Agent.line("wanted-" + n % 10, n, ""));
            }
            ids.addAll(agents.get(a).appendLines(demanding, "--base-version", "auto"));
            assertThat(agents.get(a).status("pending")).isEqualTo(EVENTS + SHARED_ENTITIES);
        }
        return ids;
    }

    private void assertConflictsAreResolvable(Callable<Void> sync) throws Exception {
        long seen = 0;
        for (int round = 0; round < AGENTS * SHARED_ENTITIES; round++) {
            long conflicts = 0;
            for (Agent agent : agents) {
                for (JsonNode conflict : agent.conflicts()) {
                    if (conflict.get("state").textValue().equals("rejected")) {
                        assertThat(conflict.get("reason").textValue()).startsWith("version_conflict");
                        agent.run("rebase", conflict.get("event_id").textValue())
                                .succeeded();
                        conflicts++;
                    }
                }
            }
            seen += conflicts;
            sync.call();
            if (conflicts == 0) {
                assertThat(seen).isPositive();
                return;
            }
        }
        throw new AssertionError("the conflicts do not end");
    }

    private void assertConverged(List<String> appended) throws Exception {
        for (Agent agent : agents) {
            agent.run("sync").succeeded();
        }
        Log log = Log.read(server.url(), store);
        List<String> accepted = new ArrayList<>();
        for (Agent agent : agents) {
            List<JsonNode> own = agent.log("--own");
            own.stream()
                    .filter(event -> event.get("state").textValue().equals("accepted"))
                    .forEach(event -> accepted.add(event.get("event_id").textValue()));
            assertThat(own)
                    .allMatch(event -> List.of("accepted", "replaced")
                            .contains(event.get("state").textValue()));
            assertThat(agent.status("accepted")).isEqualTo(EVENTS + SHARED_ENTITIES);
        }
        assertThat(accepted).hasSameSizeAs(appended);
        log.assertHoldsExactly(accepted);
        agents.forEach(log::assertIsReplicaOf);
        assertThat(log.ofEntity("wanted-3")).hasSize(AGENTS * SHARED_ENTITIES / 10);
    }

    private static String shared(Random random) {
        return "shared-" + random.nextInt(SHARED_ENTITIES);
    }
}
