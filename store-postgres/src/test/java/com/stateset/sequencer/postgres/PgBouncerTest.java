package com.stateset.sequencer.postgres;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.connection.PostgresUrl;
import com.stateset.sequencer.tck.Race;
import com.stateset.sequencer.testsupport.TestPostgres;
import com.zaxxer.hikari.HikariDataSource;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real PgBouncer in transaction mode. Without one on the machine, this fails and says how to get it. */
class PgBouncerTest {

    private static final int EACH = 25;

    @TempDir
    private Path folder;

    private String place;
    private String pooled;
    private Process bouncer;

    @BeforeEach
    void start() throws IOException {
        Path program = program();
        place = TestPostgres.shared().createDatabase();
        int port = freePort();
        URI server = URI.create(place);
        pooled = place.replace("@localhost:" + server.getPort(), "@localhost:" + port);
        bouncer = run(program, configuration(server.getPort(), port));
        awaitListening(port);
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (bouncer != null) {
            bouncer.destroy();
            assertThat(bouncer.waitFor(20, TimeUnit.SECONDS)).isTrue();
            TestPostgres.shared().dropDatabase(place);
        }
    }

    @Test
    void a_store_with_a_pool_of_its_own_works_through_it() {
        StreamId shared = Samples.newStream();
        try (PostgresEventStore store = PostgresEventStore.connect(pooled)) {
            Callable<Long> writer = () -> {
                StreamId own = Samples.newStream();
                for (int i = 0; i < EACH; i++) {
                    Samples.append(store, event(shared).candidate());
                    Samples.append(store, event(own).candidate());
                }
                return store.head(own);
            };
            assertThat(Race.run(Collections.nCopies(4, writer))).containsOnly((long) EACH);
            assertThat(store.head(shared)).isEqualTo(4L * EACH);
            assertThat(store.read(shared, ReadOptions.forwardsFrom(1)).events()).isNotEmpty();
            assertThat(store.history().rightEdge(shared).size()).isEqualTo(4L * EACH);
            store.ping();
        }
    }

    @Test
    void a_group_of_which_another_has_moved_a_head_is_stored() {
        StreamId first = Samples.newStream();
        StreamId second = Samples.newStream();
        try (PostgresEventStore store = PostgresEventStore.connect(pooled);
                PostgresEventStore other = PostgresEventStore.connect(place)) {
            for (int i = 1; i <= 3; i++) {
                Samples.append(other, event(second).candidate());
                store.append(List.of(
                        Samples.batch(event(first).candidate()),
                        Samples.batch(event(second).candidate())));
            }
            assertThat(store.head(first)).isEqualTo(3);
            assertThat(store.head(second)).isEqualTo(6);
        }
    }

    /** What one transaction sets must be gone in the next, which may be anyone's. */
    @Test
    void nothing_is_left_in_the_sessions_of_the_pooler() {
        try (PostgresEventStore store = PostgresEventStore.connect(pooled)) {
            StreamId stream = Samples.newStream();
            IntStream.range(0, EACH)
                    .forEach(i -> Samples.append(store, event(stream).candidate()));
        }
        List<String> settings = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            settings.addAll(Samples.query(Samples.dataSource(pooled + "?prepareThreshold=0"), "show enable_seqscan"));
        }
        assertThat(settings).containsOnly("on");
    }

    @Test
    void a_data_source_that_prepares_statements_is_refused() {
        try (HikariDataSource pool = pool(pooled)) {
            assertThatThrownBy(() -> PostgresEventStore.over(pool))
                    .isInstanceOf(StoreFailedException.class)
                    .hasMessageEndingWith("add prepareThreshold=0 to its URL");
        }
        try (HikariDataSource pool = pool(pooled + "?prepareThreshold=0");
                PostgresEventStore store = PostgresEventStore.over(pool)) {
            StreamId stream = Samples.newStream();
            for (int i = 1; i <= EACH; i++) {
                assertThat(Samples.append(store, event(stream).candidate())).containsExactly("accepted " + i);
            }
        }
    }

    private static Path program() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of(path.split(File.pathSeparator)), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "pgbouncer"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("pgbouncer is needed and not installed: get it with"
                        + " `apt-get install pgbouncer` or `brew install pgbouncer`, as .ci/run does,"
                        + " or leave this test out with `mvn verify -Dtest='!PgBouncerTest'"
                        + " -Dsurefire.failIfNoSpecifiedTests=false`"));
    }

    private static HikariDataSource pool(String url) {
        PostgresUrl parsed = PostgresUrl.parse(url);
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(parsed.jdbcUrl());
        pool.setDataSourceProperties(parsed.credentials());
        pool.setMaximumPoolSize(4);
        return pool;
    }

    private Path configuration(int server, int port) throws IOException {
        // Its user, who is not root, has to read it.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        return Files.writeString(folder.resolve("pgbouncer.ini"), """
                [databases]
                * = host=localhost port=%d user=postgres password=postgres
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = transaction
                default_pool_size = 3
                ignore_startup_parameters = extra_float_digits
                """.formatted(server, port));
    }

    private static Process run(Path program, Path configuration) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(configuration.toString());
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(configuration.resolveSibling("log").toFile())
                .start();
    }

    private void awaitListening(int port) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(socket.isConnected()).isTrue();
                return;
            } catch (IOException e) {
                assertThat(bouncer.isAlive() && System.nanoTime() < deadline)
                        .as(Files.readString(folder.resolve("log")))
                        .isTrue();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            return taken.getLocalPort();
        }
    }
}
