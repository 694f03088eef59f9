package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.cli.agent.folder.PayloadKeys;
import com.stateset.sequencer.cli.agent.folder.PrivateFile;
import com.stateset.sequencer.cli.agent.folder.UnusableFileException;
import com.stateset.sequencer.cli.agent.folder.UsageException;
import com.stateset.sequencer.sealing.PayloadKeyring;
import com.stateset.sequencer.server.TestServer;
import com.stateset.sequencer.tck.sealing.FoundText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Payloads at rest in an agent's folder, by its commands. */
@Timeout(180)
class EncryptCommandTest {

    private static final String SECRET = "the-secret-of-the-shop";
    private static final String PAYLOAD = "{\"note\":\"" + SECRET + "\"}";
    private static final String KEY = "11".repeat(32);

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
    void an_agent_made_with_encrypt_keeps_nothing_in_the_clear() throws IOException {
        Agent agent = Agent.init(home, server.url(), store, "--encrypt");
        agent.append("o-1", PAYLOAD).succeeded();
        assertThat(FoundText.in(List.of(home), SECRET)).isEmpty();
        agent.run("sync", "--strict").succeeded();
        assertThat(FoundText.in(List.of(home), SECRET)).isEmpty();
        assertThat(agent.log().get(0).get("payload").get("note").textValue()).isEqualTo(SECRET);
        assertThat(agent.status().get("payloads").textValue()).isEqualTo("encrypted");
        Agent.init(home, server.url(), store);
        Agent.init(home, server.url(), store, "--encrypt");

        Files.move(home.resolve("payload-keys"), directory.resolve("kept"));
        agent.run("log").failed(ExitCodes.FILES_UNUSABLE, "their keys are neither in");
        Files.writeString(directory.resolve("other"), KEY);
        Files.copy(directory.resolve("other"), home.resolve("payload-keys"));
        agent.run("status").failed(ExitCodes.FILES_UNUSABLE, "payload-keys is open to other users");
    }

    @Test
    void an_agent_made_without_stays_as_it_is_until_it_is_encrypted() throws IOException {
        Agent agent = Agent.init(home, server.url(), store);
        for (int i = 0; i < 20; i++) {
            agent.append("o-1", PAYLOAD).succeeded();
        }
        agent.run("sync").succeeded();
        agent.append("o-1", PAYLOAD).succeeded();
        assertThat(FoundText.in(List.of(home), SECRET)).isNotEmpty();
        assertThat(agent.status().get("payloads").textValue()).isEqualTo("clear");
        agent.run(
                        "init",
                        "--encrypt",
                        "--server",
                        server.url(),
                        "--tenant",
                        Agent.TENANT.toString(),
                        "--store",
                        store.toString())
                .failed(ExitCodes.WRONG_USAGE, "'agent encrypt' encrypts them");

        assertThat(agent.run("encrypt").succeeded().json().get("encrypted").intValue())
                .isEqualTo(41);
        assertThat(FoundText.in(List.of(home), SECRET)).isEmpty();
        String first = Files.readString(home.resolve("payload-keys"));
        assertThat(agent.run("encrypt", "--new-key")
                        .succeeded()
                        .json()
                        .get("encrypted")
                        .intValue())
                .isEqualTo(41);
        assertThat(Files.readString(home.resolve("payload-keys")))
                .endsWith(first)
                .hasLineCount(2);
        agent.append("o-1", PAYLOAD).succeeded();
        agent.run("sync", "--strict").succeeded();
        assertThat(agent.log())
                .hasSize(22)
                .allSatisfy(event ->
                        assertThat(event.get("payload").get("note").textValue()).isEqualTo(SECRET));
        assertThat(FoundText.in(List.of(home), SECRET)).isEmpty();
    }

    @Test
    void killed_in_the_middle_it_is_run_again() throws Exception {
        Agent agent = Agent.init(home, server.url(), store);
        List<String> lines = IntStream.range(0, 4000)
                .mapToObj(n -> Agent.line("o-" + n % 7, n, "").replace("{\"n\"", "{\"note\":\"" + SECRET + "\",\"n\""))
                .toList();
        Path file = Files.write(directory.resolve("lines.ndjson"), lines);
        agent.run("append", "--ndjson", file.toString()).succeeded();
        Random random = new Random(20261129);
        for (int round = 0; round < 4; round++) {
            Path out = Files.createDirectory(directory.resolve("round-" + round));
            try (ChildJvm child = ChildJvm.start(out, Encrypting.class, home.toString())) {
                child.awaitOut(text -> text.contains("begun"));
                LockSupport.parkNanos(random.nextInt(700_000_000));
            }
            assertThat(agent.status("pending")).isEqualTo(4000);
            assertThat(agent.run("log", "--own").succeeded().json().get("events"))
                    .hasSize(4000);
        }
        agent.run("encrypt").succeeded();
        assertThat(FoundText.in(List.of(home), SECRET)).isEmpty();
        agent.run("sync", "--strict").succeeded();
    }

    @Test
    void keys_come_from_the_file_or_else_from_variables() {
        PrivateFile file = new PrivateFile(directory.resolve("payload-keys"));
        PayloadKeys variables = new PayloadKeys(file, Map.of("PAYLOAD_ENCRYPTION_KEY", KEY));
        assertThat(variables.ring().isEmpty()).isFalse();
        assertThatThrownBy(variables::addNew).isInstanceOf(UsageException.class);
        PayloadKeys none = new PayloadKeys(file, Map.of());
        assertThat(none.ring().isEmpty()).isTrue();
        assertThat(none.ringOrNew().isEmpty()).isFalse();
        assertThat(none.ring().current(Agent.TENANT))
                .isNotEqualTo(variables(Map.of("PAYLOAD_ENCRYPTION_KEY", KEY)).current(Agent.TENANT));
        file.write("not a key");
        assertThatThrownBy(none::ring)
                .isInstanceOf(UnusableFileException.class)
                .hasMessageContaining("32 bytes")
                .hasMessageNotContaining("not a key");
    }

    private PayloadKeyring variables(Map<String, String> environment) {
        return new PayloadKeys(new PrivateFile(directory.resolve("none")), environment).ring();
    }

    /** Runs in the process. */
    static final class Encrypting {

        private Encrypting() {}

        public static void main(String[] arguments) {
            System.out.println("begun");
            System.out.println(new Agent(Path.of(arguments[0])).run("encrypt").exitCode());
        }
    }
}
