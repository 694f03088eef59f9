package com.stateset.sequencer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.cli.LogReader.Entry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers are killed with SIGKILL in the middle of an import; the log ends up as if nothing had happened. */
@Timeout(300)
class ImportSurvivalIT {

    @TempDir
    private Path directory;

    private int port;
    private String url;
    private LogReader log;

    @BeforeEach
    void choosePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        url = "http://localhost:" + port;
        log = new LogReader(url, "none");
    }

    @Test
    void repeated_after_the_server_was_killed_it_adds_what_is_missing() throws Exception {
        Purchases purchases = Purchases.real(directory);
        try (JarProcess server = JarProcess.serve(directory, port);
                JarProcess halfway = start(purchases, "--batch", "20", "--retry-for", "0s")) {
            awaitHead(500);
            server.kill();

            CommandRun stopped = halfway.result();
            assertThat(stopped.exitCode()).as(stopped.out()).isEqualTo(3);
            assertThat(stopped.err()).contains("Run the same command again to go on");
        }

        try (JarProcess server = JarProcess.serve(directory, port)) {
            long before = log.head();
            assertThat(before).isBetween(500L, purchases.rows() - 1);

            CommandRun again = start(purchases).result();

            assertThat(again.exitCode()).as(again.err()).isZero();
            assertThat(again.summary("duplicate")).isEqualTo(grouped(before));
            assertThat(again.summary("accepted")).isEqualTo(grouped(purchases.rows() - before));
            assertAllIn(purchases);
            server.kill();
        }
    }

    @Test
    void an_import_under_way_goes_on_when_the_server_is_back() throws Exception {
        Purchases purchases = Purchases.generated(directory, 4000);
        try (JarProcess first = JarProcess.serve(directory, port);
                JarProcess running = start(purchases, "--batch", "20")) {
            awaitHead(500);
            first.kill();
            try (JarProcess second = JarProcess.serve(directory, port)) {
                awaitHead(2000);
                second.kill();
                try (JarProcess third = JarProcess.serve(directory, port)) {
                    CommandRun run = running.result();

                    assertThat(run.exitCode()).as(run.err()).isZero();
                    assertThat(run.summary("rejected")).isEqualTo("0");
                    assertThat(run.summary("numbers")).isEqualTo("1.." + grouped(purchases.rows()));
                    assertThat(run.err()).contains("trying again for 60 s");
                    assertAllIn(purchases);
                    third.kill();
                }
            }
        }
    }

    private void assertAllIn(Purchases purchases) throws IOException, InterruptedException {
        List<Entry> entries = log.all();
        assertThat(entries).extracting(Entry::number).containsExactlyElementsOf(purchases.numbers());
        assertThat(Purchases.lines(entries)).containsExactlyElementsOf(purchases.numbers());
        assertThat(log.head()).isEqualTo(purchases.rows());
    }

    private JarProcess start(Purchases purchases, String... more) throws IOException {
        return JarProcess.start(directory, Map.of(), Purchases.importOf(purchases.file(), url, more));
    }

    private void awaitHead(long wanted) throws IOException, InterruptedException {
        long head = log.head();
        while (head < wanted) {
            LockSupport.parkNanos(5_000_000);
            head = log.head();
        }
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
