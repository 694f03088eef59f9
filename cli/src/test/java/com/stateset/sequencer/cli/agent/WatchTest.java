package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.cli.SequencerCommand;
import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.server.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code agent sync --watch} in a process of its own. {@code -Dsequencer.survival=true} has two of them run for minutes. */
@Timeout(600)
class WatchTest {

    private static final int ENDED_BY_SIGTERM = 143;
    private static final long SHARED_NANOS =
            TimeUnit.SECONDS.toNanos(Boolean.getBoolean("sequencer.survival") ? 180 : 8);

    @TempDir
    private Path directory;

    private final UUID store = UUID.randomUUID();
    private TestServer server;
    private Agent agent;
    private Agent other;

    @BeforeEach
    void startServer() {
        server = LocalServer.start(directory.resolve("server"), 0);
        agent = Agent.init(directory.resolve("agent"), server.url(), store);
        other = Agent.init(directory.resolve("other"), server.url(), store);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void it_prints_a_line_when_the_replica_grows_until_it_is_stopped() throws Exception {
        agent.append("o-1", "{\"n\":1}").succeeded();
        try (ChildJvm watching = watch("--json")) {
            watching.awaitOut(out -> out.contains("\"pulled_through\":1,"));
            other.append("o-2", "{\"n\":2}").succeeded();
            other.run("sync").succeeded();
            watching.awaitOut(out -> out.contains("\"pulled_through\":2,"));
            agent.append("o-1", "{\"n\":3}").succeeded();
            String out = watching.awaitOut(printed -> printed.contains("\"pulled_through\":3,"));
            assertThat(out.lines()).allSatisfy(line -> {
                JsonNode grown = AgentOptions.JSON.readTree(line);
                assertThat(grown.get("head_sequence").longValue())
                        .isGreaterThanOrEqualTo(grown.get("pulled_through").longValue());
            });

            watching.terminate();
            assertThat(watching.awaitEnd()).isEqualTo(ENDED_BY_SIGTERM);
        }
        assertThat(agent.status("accepted")).isEqualTo(2);
        assertThat(agent.status("pulled_through")).isEqualTo(3);
    }

    /** Both send and pull what this process writes to the folder, and another agent to the stream. */
    @Test
    void two_at_one_folder_go_on_without_an_alarm() throws Exception {
        List<String> ids = new ArrayList<>();
        try (ChildJvm first = watch(directory.resolve("first"), "--json");
                ChildJvm second = watch(directory.resolve("second"), "--json")) {
            first.awaitOut(out -> out.contains("pulled_through"));
            second.awaitOut(out -> out.contains("pulled_through"));
            long end = System.nanoTime() + SHARED_NANOS;
            for (int n = 0; System.nanoTime() < end; n += 2) {
                ids.addAll(agent.appendLines(List.of(Agent.line("own", n, ""), Agent.line("own", n + 1, ""))));
                ids.addAll(other.appendLines(Collections.nCopies(40, Agent.line("others", n, ""))));
                other.run("sync").succeeded();
            }
            for (ChildJvm watching : List.of(first, second)) {
                watching.awaitOut(out -> out.contains("\"pulled_through\":" + ids.size() + ","));
                watching.terminate();
                assertThat(watching.awaitEnd()).isEqualTo(ENDED_BY_SIGTERM);
                assertThat(watching.err()).isEmpty();
            }
        }
        for (Agent each : List.of(agent, other)) {
            each.run("sync", "--strict").succeeded();
        }
        Log log = Log.read(server.url(), store);
        log.assertHoldsExactly(ids);
        log.assertIsReplicaOf(agent);
        log.assertIsReplicaOf(other);
        assertThat(log.ofEntity("own")).isSorted();
    }

    @Test
    void a_server_that_is_another_one_ends_it() throws Exception {
        agent.run("sync").succeeded();
        server.close();
        server = LocalServer.start(directory.resolve("another"), 0);
        String[] where = {"--tenant", Agent.TENANT.toString(), "--store", store.toString(), "--server", server.url()};
        agent.run("init", where).succeeded();
        try (ChildJvm watching = watch("--json")) {
            assertThat(watching.awaitEnd()).isEqualTo(ExitCodes.HISTORY_MISMATCH);
            assertThat(AgentOptions.JSON
                            .readTree(watching.out())
                            .get("exit_code")
                            .intValue())
                    .isEqualTo(ExitCodes.HISTORY_MISMATCH);
            assertThat(watching.err()).contains("this outbox knows");
        }
    }

    @Test
    void one_from_before_the_payloads_were_encrypted_ends() throws Exception {
        agent.append("o-1", "{\"n\":1}").succeeded();
        try (ChildJvm watching = watch("--json")) {
            watching.awaitOut(out -> out.contains("\"pulled_through\":1,"));
            agent.run("encrypt").succeeded();
            other.append("o-2", "{\"n\":2}").succeeded();
            other.run("sync").succeeded();
            assertThat(watching.awaitEnd()).isEqualTo(ExitCodes.FILES_UNUSABLE);
            assertThat(watching.err()).contains("the payloads in this outbox are encrypted");
        }
        agent.run("sync", "--strict").succeeded();
    }

    private ChildJvm watch(String... more) throws Exception {
        return watch(directory.resolve("watching"), more);
    }

    private ChildJvm watch(Path printed, String... more) throws Exception {
        String[] start = {
            "agent", "sync", "--watch", "--data", agent.directory().toString()
        };
        String[] all = new String[start.length + more.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(more, 0, all, start.length, more.length);
        return ChildJvm.start(Files.createDirectory(printed), SequencerCommand.class, all);
    }
}
