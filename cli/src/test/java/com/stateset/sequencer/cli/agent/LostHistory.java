package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.cli.ServerDatabase;
import com.stateset.sequencer.cli.StoreKind;
import com.stateset.sequencer.cli.serve.ConfiguredTestServer;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.server.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Three agents and a server that came back from an older copy of its database, or without any. Half of the events are written on top of
 * other agents' ones, with base versions.
 */
@ParameterizedClass
@EnumSource(StoreKind.class)
abstract class LostHistory {

    static final SigningKey KEY = SigningKey.generate();

    @Parameter
    StoreKind kind;

    static final UUID STORE = UUID.randomUUID();
    static final List<String> NAMES = List.of("a", "b", "c");

    final List<ServerDatabase> databases = new ArrayList<>();
    final List<Agent> agents = new ArrayList<>();

    @TempDir
    private static Path before;

    static int port;
    static ServerDatabase written;
    static ServerDatabase saved;

    @TempDir
    Path directory;

    ServerDatabase backup;

    /** The backup has 12 events, the server 30 at the end. */
    @BeforeParameterizedClassInvocation
    static void loseHistory(StoreKind kind) throws IOException {
        Path folder = Files.createDirectory(before.resolve(kind.name()));
        port = LocalServer.unusedPort();
        written = kind.create(folder.resolve("server"));
        List<Agent> writers = new ArrayList<>();
        try (TestServer server = start(written, KEY)) {
            for (String name : NAMES) {
                writers.add(Agent.init(before.resolve(name), server.url(), STORE, "--api-key", Agent.ADMIN));
            }
            IntStream.range(0, 4).forEach(n -> round(writers, n));
        }
        saved = written.copy(folder.resolve("backup"));
        try (TestServer server = start(written, KEY)) {
            assertThat(server.url()).endsWith(":" + port);
            IntStream.range(4, 10).forEach(n -> round(writers, n));
            writers.forEach(agent -> agent.run("sync").succeeded());
        }
        assertThat(ids(writers.get(0))).hasSize(30);
    }

    @AfterParameterizedClassInvocation
    static void dropWhatWasWritten() throws IOException {
        written.close();
        saved.close();
        for (String name : NAMES) {
            Directories.delete(before.resolve(name));
        }
    }

    /** Each test has the agents and the backup for itself. */
    @BeforeEach
    void copy() throws IOException {
        for (String name : NAMES) {
            Directories.copy(before.resolve(name), directory.resolve(name));
            agents.add(new Agent(directory.resolve(name)));
        }
        backup = saved.copy(directory.resolve("backup"));
        databases.add(backup);
    }

    @AfterEach
    void drop() {
        databases.forEach(ServerDatabase::close);
    }

    /** Each agent writes on top of what it has pulled: of the entity that all write to, and one of its own. */
    static void round(List<Agent> agents, int n) {
        for (Agent agent : agents) {
            agent.run("sync").succeeded();
            String entity = n % 2 == 0 ? "o-0" : "o-" + agents.indexOf(agent);
            agent.append(entity, "{\"n\":" + n + "}", "--base-version", "auto").succeeded();
            agent.run("sync").succeeded();
        }
    }

    ServerDatabase create(String name) {
        ServerDatabase database = kind.create(directory.resolve(name));
        databases.add(database);
        return database;
    }

    static TestServer start(ServerDatabase database, SigningKey key) {
        return ConfiguredTestServer.start(database.variables(Map.of(
                "PORT",
                String.valueOf(port),
                "BOOTSTRAP_ADMIN_API_KEY",
                Agent.ADMIN,
                "VES_SEQUENCER_SIGNING_KEY",
                HexFormat.of().formatHex(key.toSeed()))));
    }

    static List<String> ids(Agent agent) {
        return agent.log().stream()
                .map(event -> event.get("event_id").textValue())
                .toList();
    }
}
