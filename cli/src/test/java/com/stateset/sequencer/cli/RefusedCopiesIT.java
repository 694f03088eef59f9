package com.stateset.sequencer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The runnable jar on both sides: a folder and its copy at a server that refuses copies. */
@Timeout(300)
class RefusedCopiesIT {

    private static final String REFUSAL = "another device works with the identity of this one, key 1 of agent ";

    @TempDir
    private Path directory;

    @Test
    void a_copy_sends_nothing_until_it_is_a_device_of_its_own() throws Exception {
        int port = unusedPort();
        JarProcess server = JarProcess.serve(directory, port, Map.of("REFUSE_AGENT_COPIES", "true"));
        try {
            agent(
                    0,
                    "init",
                    "till",
                    "--server",
                    "http://localhost:" + port,
                    "--tenant",
                    UUID.randomUUID().toString(),
                    "--store",
                    UUID.randomUUID().toString());
            agent(0, "sync", "till");
            copy(directory.resolve("till"), directory.resolve("copy"));
            agent(0, "sync", "till");
            agent(
                    0,
                    "append",
                    "copy",
                    "--entity-type",
                    "order",
                    "--entity-id",
                    "o-1",
                    "--event-type",
                    "order.placed",
                    "--payload",
                    "{}");
            assertThat(agent(1, "sync", "copy").err())
                    .contains(REFUSAL, "which the server refuses; nothing was sent", "'agent key rotate --new-device'");
            assertThat(agent(1, "sync", "copy", "--watch").err()).contains(REFUSAL);
            assertThat(agent(1, "sync", "till").err()).contains(REFUSAL);
            agent(0, "key rotate", "copy", "--new-device");
            agent(0, "sync", "copy", "--strict");
            // What the copy had signed with the common key comes now, and is said once.
            agent(0, "sync", "till");
            assertThat(agent(0, "sync", "till").err()).doesNotContain("another device");
        } finally {
            server.close();
        }
    }

    private CommandRun agent(int exitCode, String command, String folder, String... more)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("agent"));
        arguments.addAll(List.of(command.split(" ")));
        arguments.addAll(List.of("--data", folder));
        arguments.addAll(List.of(more));
        try (JarProcess process = JarProcess.start(directory, Map.of(), arguments.toArray(String[]::new))) {
            CommandRun run = process.result();
            assertThat(run.exitCode()).as("%s: %s", arguments, run).isEqualTo(exitCode);
            return run;
        }
    }

    private static void copy(Path folder, Path copy) throws IOException {
        Files.createDirectory(copy);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
