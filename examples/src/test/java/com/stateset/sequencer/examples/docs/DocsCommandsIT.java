package com.stateset.sequencer.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.testsupport.TestJvm;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of the README and of the pages as they stand there, but for the port and the place of the jar. */
class DocsCommandsIT {

    private static final String SERVER = "docs/server.md";
    private static final String PROOFS = "docs/proofs.md";
    private static final String PROTOCOL = "docs/protocol.md";

    @TempDir
    Path folder;

    private final int port = freePort();
    private Process server;

    @AfterEach
    void stopServer() throws InterruptedException {
        if (server != null) {
            server.destroyForcibly().waitFor();
        }
    }

    @Test
    void the_demo_shows_the_main_job() throws Exception {
        String shown = run(Page.read("README.md").block("sh", "demo").replace("mvn -q package -DskipTests && ", ""));
        assertThat(shown)
                .contains(
                        "duplicate #7",
                        "version_conflict: expected 1, actual 2",
                        "is written down in inventory_violations",
                        "numbers 1 to 259");
    }

    @Test
    void the_server_stores_events_and_an_import_adds_to_them_once() throws Exception {
        server = shell(Page.read(SERVER).block("sh", "serve --data"))
                .redirectOutput(folder.resolve("server.log").toFile())
                .start();
        awaitHealth();
        String shown = run(calls());
        assertThat(shown)
                .contains("\"status\":\"healthy\"")
                .contains("\"events_accepted\":1")
                .contains("\"head_sequence\":1")
                .contains("\"payload\":{\"customer\":\"ada\",\"total\":29.33}")
                .contains("\"entity_id\":\"o-1001\"")
                .containsPattern("accepted +2");
        assertThat(run(calls())).contains("\"events_duplicate\":1").containsPattern("duplicate +2");
        String proved = run(Page.read(SERVER).block("sh", "export STREAM")
                + Page.read(SERVER).block("sh", "verify-proof"));
        assertThat(proved).contains("\"sequence_end\":3").contains("\"commitment_signature\":\"");
        assertThat(folder.resolve("proof.json")).exists();
        String audited = run(Page.read(SERVER).block("sh", "export STREAM")
                + Page.read(SERVER)
                        .block("sh", "verify-proof")
                        .lines()
                        .limit(2)
                        .collect(Collectors.joining("\n", "", "\n"))
                + String.join("", Page.read(PROOFS).blocks("sh")));
        assertThat(audited).contains("the event is number 2 of the 3 of the history ", "\nvalid\n");
        assertThat(folder.resolve("audit.checkpoint")).exists();
        assertThat(run(Page.read(SERVER).block("sh", "export STREAM")
                        + Page.read(SERVER).block("sh", "agent init")))
                .contains("registered as key 1", "accepted 1, rejected 0, pulled 4", "\"pulled_through\":4");
        assertThat(run(Page.read(SERVER).block("sh", "verify-projection")))
                .contains("order_totals version 1, live: 6 of 6 events (100.0 %)")
                .contains("order_totals is what its events make of it");
        assertThat(run("URL=http://localhost:8080\n"
                        + Page.read(SERVER)
                                .block("sh", "export STREAM")
                                .lines()
                                .findFirst()
                                .orElseThrow()
                        + "\n" + Page.read(PROTOCOL).block("sh", "cloudevents")))
                .contains("\"id\":\"0d6ee3a5-9c9c-4ac6-9d28-5c1b4c3f3d5a\"");
    }

    @Test
    void there_are_no_other_commands() throws IOException {
        assertThat(Page.read("README.md").blocks("sh")).hasSize(2).contains("mvn verify\n");
        assertThat(Page.read(SERVER).blocks("sh"))
                .hasSize(7)
                .anySatisfy(block -> assertThat(block).contains("DATABASE_URL"));
        assertThat(Page.all().stream()
                        .filter(page -> !page.blocks("sh").isEmpty())
                        .map(Page::toString))
                // What makes a release is run by .ci/publishing.
                .containsExactly("README.md", PROOFS, PROTOCOL, "docs/releasing.md", SERVER);
    }

    private static String calls() throws IOException {
        return Page.read(SERVER).block("sh", "export STREAM")
                + Page.read(SERVER).block("sh", "orders.csv");
    }

    private String run(String commands) throws Exception {
        Process shell = shell("set -e\n" + commands).start();
        String printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(shell.exitValue()).as(printed).isZero();
        return printed;
    }

    private ProcessBuilder shell(String commands) {
        String here = commands.replace("localhost:8080", "localhost:" + port)
                .replace("java -jar examples/target/sequencer.jar serve", "exec $JAVA serve")
                .replace("java -jar examples/target/sequencer.jar", "$JAVA");
        ProcessBuilder shell = new ProcessBuilder("bash", "-c", here)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        shell.environment().put("JAVA", String.join(" ", TestJvm.jar()));
        shell.environment().put("PORT", Integer.toString(port));
        return shell;
    }

    private void awaitHealth() throws Exception {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        Path log = folder.resolve("server.log");
        while (shell("curl -sf http://localhost:8080/health").start().waitFor() != 0) {
            assertThat(server.isAlive()).as(() -> read(log)).isTrue();
            assertThat(System.nanoTime()).as(() -> read(log)).isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
