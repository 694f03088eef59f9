package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.cli.agent.folder.AgentHome;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.server.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentDirectoryTest {

    private final UUID store = UUID.randomUUID();

    @TempDir
    private Path directory;

    private TestServer server;
    private Path home;

    @BeforeEach
    void startServer() {
        server = LocalServer.start(directory.resolve("server"), 0);
        home = directory.resolve("till");
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void everything_an_agent_makes_is_closed_to_others() throws IOException {
        Agent agent = Agent.init(home, server.url(), store, "--encrypt", "--api-key", "ss_secret");
        agent.append("o-1", "{}").succeeded();
        agent.run("key rotate").succeeded();
        new AgentHome(home).openWithoutKey().close();
        try (var outbox = new AgentHome(home).open()) {
            outbox.status();
            agent.append("o-1", "{}").succeeded();
            assertThat(modes())
                    .containsKeys(
                            "outbox.db",
                            "outbox.db-wal",
                            "outbox.db-shm",
                            "signing-key",
                            "signing-key-2",
                            "api-key",
                            "payload-keys",
                            "key-registered");
            assertThat(modes()).allSatisfy((name, mode) -> assertThat(mode).isEqualTo("rw-------"));
            assertThat(mode(home)).isEqualTo("rwx------");
        }
    }

    @Test
    void what_was_left_open_is_closed() throws IOException {
        Agent agent = Agent.init(home, server.url(), store);
        set(home, "rwxr-xr-x");
        set(home.resolve("outbox.db"), "rw-r--r--");
        set(home.resolve("key-registered"), "rw-r--r--");
        agent.run("status").succeeded();
        assertThat(mode(home)).isEqualTo("rwx------");
        assertThat(modes()).allSatisfy((name, mode) -> assertThat(mode).isEqualTo("rw-------"));
    }

    @Test
    void a_folder_that_holds_others_files_is_not_closed_but_refused() throws IOException {
        Files.createDirectory(home);
        set(home, "rwxr-xr-x");
        Files.writeString(home.resolve("of-others"), "");
        assertRefused(
                AgentRun.of(
                        "agent",
                        "init",
                        "--data",
                        home.toString(),
                        "--json",
                        "--server",
                        server.url(),
                        "--tenant",
                        Agent.TENANT.toString(),
                        "--store",
                        store.toString()),
                "holds other files than the agent's");
        assertThat(mode(home)).isEqualTo("rwxr-xr-x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"signing-key", "api-key", "payload-keys"})
    void a_secret_that_others_can_read_stops_the_command(String secret) throws IOException {
        Agent agent = Agent.init(home, server.url(), store, "--encrypt", "--api-key", "ss_secret");
        set(home.resolve(secret), "rw-r-----");
        assertRefused(agent.append("o-1", "{}"), secret + " is open to other users of this machine");
        set(home.resolve(secret), "rw-------");
        agent.append("o-1", "{}").succeeded();
    }

    @ParameterizedTest
    @ValueSource(strings = {"outbox.db", "outbox.db-wal", "signing-key", "key-registered"})
    void a_link_in_the_place_of_a_file_is_refused(String name) throws IOException {
        Agent agent = Agent.init(home, server.url(), store);
        Path elsewhere = directory.resolve("elsewhere");
        if (Files.exists(home.resolve(name))) {
            Files.move(home.resolve(name), elsewhere);
        } else {
            Files.createFile(elsewhere);
        }
        Files.createSymbolicLink(home.resolve(name), elsewhere);
        assertRefused(agent.append("o-1", "{}"), name + " is a symbolic link");
    }

    private static void assertRefused(AgentRun run, String sentence) {
        run.failed(ExitCodes.FILES_UNUSABLE, sentence);
    }

    private Map<String, String> modes() throws IOException {
        Map<String, String> modes = new TreeMap<>();
        try (Stream<Path> files = Files.list(home)) {
            for (Path file : files.toList()) {
                modes.put(file.getFileName().toString(), mode(file));
            }
        }
        return modes;
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static void set(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
