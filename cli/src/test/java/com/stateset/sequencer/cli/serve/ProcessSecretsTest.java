package com.stateset.sequencer.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.cli.CommandRun;
import com.stateset.sequencer.cli.SequencerCommand;
import com.stateset.sequencer.server.Sent;
import com.stateset.sequencer.testsupport.TestJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other users of a machine, and whoever is sent a thread dump, see of a process: none of its secrets. */
class ProcessSecretsTest {

    private static final String KEY = "ss_hunter1-hunter1-hunter1";
    private static final String SIGNING_KEY = "5e".repeat(32);
    private static final String PAYLOAD_KEY = "7a".repeat(32);
    private static final String JWT_SECRET = "hunter2".repeat(5);

    @TempDir
    private Path directory;

    @Test
    void a_server_shows_no_secret_and_says_how_payloads_are_kept() throws Exception {
        Path log = directory.resolve("log.txt");
        Process server = serve(log);
        List<String> said = new ArrayList<>();
        try {
            URI url = URI.create(listening(server, said));
            try (Socket call = new Socket(InetAddress.getLoopbackAddress(), url.getPort())) {
                String body = Sent.batch(Sent.event("o-1", "{\"password\":\"hunter3\"}"));
                call.getOutputStream()
                        .write(("POST /api/v1/events/ingest HTTP/1.1\r\nHost: localhost\r\nx-api-key: " + KEY
                                        + "\r\nContent-Length: " + (body.length() + 1) + "\r\n\r\n" + body)
                                .getBytes(StandardCharsets.US_ASCII));
                String dump = threadsReading(server);
                assertThat(dump).contains("RequestBody").doesNotContain("hunter", SIGNING_KEY, PAYLOAD_KEY);
            }
            Path arguments = Path.of("/proc", String.valueOf(server.pid()), "cmdline");
            if (Files.exists(arguments)) {
                assertThat(Files.readString(arguments))
                        .contains("serve")
                        .doesNotContain("hunter", SIGNING_KEY, PAYLOAD_KEY);
            }
        } finally {
            server.destroy();
            server.onExit().join();
        }
        assertThat(said)
                .contains("Payloads are encrypted at rest, and plain ones are refused (PAYLOAD_ENCRYPTION_MODE is"
                        + " required).")
                .noneMatch(line -> line.contains("hunter"));
        assertThat(Files.readString(log)).doesNotContain("hunter", SIGNING_KEY, PAYLOAD_KEY);
    }

    @Test
    void a_password_on_the_command_line_is_not_repeated() {
        String url = "postgres://u:hunter4@localhost:1/none?sslpassword=hunter5";
        CommandRun doctor = CommandRun.of("doctor", "--database-url", url);
        assertThat(doctor.out()).contains("PostgreSQL at localhost:1/none");
        assertThat(doctor.out() + doctor.err()).doesNotContain("hunter");
        CommandRun unknown = CommandRun.of("doctor", "--database-url", "mysql" + url.substring(8));
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.out() + unknown.err()).doesNotContain("hunter");
        assertThat(CommandRun.of("doctor", "--help").out().replaceAll("\\s+", " "))
                .contains("DATABASE_URL, which other users of the machine cannot see: put a password there.");
    }

    private Process serve(Path log) throws IOException {
        List<String> command = TestJvm.running(SequencerCommand.class, "serve", "--port", "0");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
        builder.environment()
                .putAll(Map.of(
                        "LOG_LEVEL", "warn",
                        "BOOTSTRAP_ADMIN_API_KEY", KEY,
                        "VES_SEQUENCER_SIGNING_KEY", SIGNING_KEY,
                        "PAYLOAD_ENCRYPTION_KEY", PAYLOAD_KEY,
                        "JWT_SECRET", JWT_SECRET,
                        "DATA_DIR", directory.resolve("data").toString()));
        return builder.start();
    }

    private static String listening(Process server, List<String> said) throws IOException {
        BufferedReader out = server.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        while (line != null && !line.startsWith("Listening on ")) {
            said.add(line);
            line = out.readLine();
        }
        assertThat(line).as("said %s", said).isNotNull();
        return line.substring("Listening on ".length(), line.indexOf(','));
    }

    /** Dumps the threads until one of them reads the body. */
    private String threadsReading(Process server) throws Exception {
        String dump = "";
        for (int i = 0; i < 20 && !dump.contains("RequestBody"); i++) {
            dump = said("jstack", "-l", String.valueOf(server.pid())) + virtualThreads(server);
        }
        return dump;
    }

    /** The threads that {@code jstack} does not know of: a server has some from JDK 24 on. */
    private String virtualThreads(Process server) throws Exception {
        if (Runtime.version().feature() < 24) {
            return "";
        }
        Path file = directory.resolve("threads.txt");
        String said = said("jcmd", String.valueOf(server.pid()), "Thread.dump_to_file", "-overwrite", file.toString());
        return said + Files.readString(file);
    }

    private static String said(String tool, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", tool).toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return said;
    }
}
