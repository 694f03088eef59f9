package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.cli.agent.FailingProxy.When;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.server.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each {@code agent sync} is a run of its own, which knows only what stands in the file. */
@Timeout(120)
class PoisonEventTest {

    private static final int EVENTS = 400;
    private static final int ODD = 123;

    @TempDir
    private Path directory;

    private final UUID store = UUID.randomUUID();
    private TestServer server;
    private FailingProxy proxy;
    private Agent agent;
    private List<String> ids;

    @BeforeEach
    void appendEvents() throws IOException {
        server = LocalServer.start(directory.resolve("server"), 0);
        proxy = new FailingProxy(server.url());
        agent = Agent.init(directory.resolve("agent"), proxy.url(), store);
        List<String> lines = new ArrayList<>();
        for (int n = 0; n < EVENTS; n++) {
            lines.add(Agent.line(n >= ODD && n % 10 == 3 ? "odd" : "o-" + n % 10, n, ""));
        }
        ids = agent.appendLines(lines);
    }

    @AfterEach
    void stopServer() {
        proxy.close();
        server.close();
    }

    @Test
    void one_that_is_never_stored_is_set_aside_until_a_retry() {
        proxy.failAt(ids.get(ODD), When.BEFORE_STORING);
        syncInVain(3);

        JsonNode sync = agent.run("sync").succeeded().json();

        long followers = ids.stream().skip(ODD + 1).filter(this::isOdd).count();
        assertThat(sync.get("rejected").longValue()).isEqualTo(1);
        assertThat(agent.status("accepted")).isEqualTo(EVENTS - 1 - followers);
        assertThat(agent.status("blocked")).isEqualTo(followers);
        JsonNode bad = agent.conflicts().get(0);
        assertThat(bad.get("event_id").textValue()).isEqualTo(ids.get(ODD));
        assertThat(bad.get("reason").textValue()).isEqualTo("server error: 500");

        proxy.heal();
        agent.run("retry", ids.get(ODD)).succeeded();
        agent.run("sync").succeeded();
        assertAllArrivedOnce();
    }

    @Test
    void one_that_was_stored_is_found_in_the_log() throws IOException {
        proxy.failAt(ids.get(ODD), When.AFTER_STORING);
        syncInVain(1);

        JsonNode sync = agent.run("sync").succeeded().json();

        assertThat(sync.get("rejected").longValue()).isZero();
        assertAllArrivedOnce();
    }

    @Test
    void a_busy_server_ends_the_attempt_and_says_for_how_long() {
        proxy.throttle(7);

        AgentRun run = agent.run("sync");

        run.failed(ExitCodes.SERVER_AWAY, "answers 503");
        assertThat(run.json().get("exit_code").intValue()).isEqualTo(ExitCodes.SERVER_AWAY);
        assertThat(run.json().get("retry_after_seconds").intValue()).isEqualTo(7);
        assertThat(agent.status("pending")).isEqualTo(EVENTS);
    }

    private void syncInVain(int times) {
        for (int i = 0; i < times; i++) {
            agent.run("sync").failed(ExitCodes.SERVER_AWAY, "answers 500: Something broke.");
        }
    }

    private void assertAllArrivedOnce() {
        assertThat(agent.status("accepted")).isEqualTo(EVENTS);
        List<String> arrived = agent.log("--limit", "1000").stream()
                .map(event -> event.get("event_id").textValue())
                .toList();
        assertThat(arrived).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(arrived)
                .filteredOn(this::isOdd)
                .containsExactlyElementsOf(ids.stream().filter(this::isOdd).toList());
    }

    private boolean isOdd(String id) {
        int n = ids.indexOf(id);
        return n >= ODD && n % 10 == 3;
    }
}
