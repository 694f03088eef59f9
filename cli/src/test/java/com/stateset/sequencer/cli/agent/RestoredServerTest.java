package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.cli.ServerDatabase;
import com.stateset.sequencer.cli.StoreKind;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that came back from an old copy of its file has lost events that agents hold. */
@ParameterizedClass
@EnumSource(StoreKind.class)
class RestoredServerTest {

    @Parameter
    private StoreKind kind;

    private final UUID store = UUID.randomUUID();

    @TempDir
    private Path directory;

    private ServerDatabase database;
    private int port;
    private Agent agent;

    @BeforeEach
    void loseHistory() throws IOException {
        database = kind.create(directory.resolve("server"));
        port = LocalServer.unusedPort();
        try (TestServer server = LocalServer.start(database, port)) {
            agent = Agent.init(directory.resolve("agent"), server.url(), store);
            agent.appendLines(lines(0, 20));
            agent.run("sync").succeeded();
        }
        ServerDatabase backup = database.copy(directory.resolve("backup"));
        try (TestServer server = LocalServer.start(database, port)) {
            assertThat(server.url()).endsWith(":" + port);
            agent.appendLines(lines(20, 35));
            agent.run("sync").succeeded();
        }
        database.close();
        database = backup;
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void whether_it_is_still_behind_or_has_other_events_there() throws IOException {
        agent.append("o-1", "{\"n\":99}").succeeded();
        List<JsonNode> before = agent.log();
        JsonNode statusBefore = withoutOutcome(agent.status());
        try (TestServer server = LocalServer.start(database, port)) {
            assertRefused("history mismatch at event 21: ", 21);

            Agent other = Agent.init(directory.resolve("other"), server.url(), store);
            other.appendLines(lines(0, 40));
            other.run("sync").succeeded();

            assertRefused("history mismatch at event 21: ", 21);
            assertThat(directory.resolve("agent").resolve("evidence-60.json")).exists();
        }

        assertThat(agent.log()).isEqualTo(before);
        assertThat(withoutOutcome(agent.status())).isEqualTo(statusBefore);
        assertThat(agent.status().get("last_error").textValue()).startsWith("history mismatch at event 21");
    }

    private void assertRefused(String sentence, long number) {
        for (String command : List.of("sync", "push", "pull")) {
            AgentRun run = agent.run(command);

            run.failed(ExitCodes.HISTORY_MISMATCH, sentence);
            assertThat(run.json().get("sequence_number").longValue()).isEqualTo(number);
            assertThat(run.json().get("error").textValue()).startsWith(sentence);
        }
    }

    private static JsonNode withoutOutcome(JsonNode status) {
        return ((ObjectNode) status).without(List.of("last_error", "last_sync", "oldest_pending_seconds"));
    }

    private static List<String> lines(int from, int to) {
        List<String> lines = new ArrayList<>();
        for (int n = from; n < to; n++) {
            lines.add(Agent.line("o-" + n % 3, n, ""));
        }
        return lines;
    }
}
