package com.stateset.sequencer.testsupport;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL server for tests, durable like one in production, which can be stopped, killed and started again on the
 * same port and data. Needs nothing installed. Not thread-safe.
 */
public final class TestPostgres implements AutoCloseable {

    private static @Nullable TestPostgres shared;

    private final Map<String, String> templates = new HashMap<>();
    private final Path data;
    private int port;
    private EmbeddedPostgres server;

    private TestPostgres(Path data) {
        this.data = data;
        this.server = launch();
        this.port = server.getPort();
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        requireDurable();
    }

    /** Starts a server of one's own. */
    public static TestPostgres start() {
        return new TestPostgres(emptyDirectory());
    }

    private static Path emptyDirectory() {
        try {
            return Files.createTempDirectory("sequencer-postgres");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a streaming replica of this server. It has to be closed before this server is. */
    public TestPostgres startReplica() {
        Path copy = emptyDirectory();
        try (Connection connection = connect()) {
            new BaseBackup(connection, data, port).to(copy);
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
        return new TestPostgres(copy);
    }

    /** Returns the server that this JVM's tests share; it stops with the JVM. */
    public static synchronized TestPostgres shared() {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    /** Makes an empty database and returns its URL in libpq's form. */
    public String createDatabase() {
        return createDatabase("template1");
    }

    /**
     * Makes a database with what a schema's maker puts there, and returns its URL. It is made once, in a database that is then copied:
     * that is quicker.
     *
     * @param schema names it among all that are made on this server
     * @param maker is given the URL of an empty database, and leaves no connection open
     */
    public String createDatabase(String schema, Consumer<String> maker) {
        synchronized (templates) {
            return copyOf(templates.computeIfAbsent(schema, any -> {
                String made = createDatabase();
                maker.accept(made);
                return made;
            }));
        }
    }

    /** Makes a copy of a database that is not in use, and returns its URL. */
    public String copyOf(String url) {
        return createDatabase(nameIn(url));
    }

    /** Returns the URL, on this server, of the database of another server's URL. */
    public String urlOf(String url) {
        return url(nameIn(url));
    }

    /** As {@link #urlOf}, on a replica, once it has the database: what its primary has just made comes later. */
    public String replicatedUrlOf(String url) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!has(nameIn(url))) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the replica does not get " + nameIn(url));
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        return urlOf(url);
    }

    private boolean has(String database) {
        try (Connection connection = connect();
                PreparedStatement select = connection.prepareStatement("select from pg_database where datname = ?")) {
            select.setString(1, database);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Drops the database of a URL that {@link #createDatabase} returned, with all its connections. */
    public void dropDatabase(String url) {
        execute("drop database if exists " + nameIn(url) + " with (force)");
    }

    /** Where the server keeps its files. */
    public Path dataDirectory() {
        return data;
    }

    /** Stops the server in good order; its data stays. */
    public void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills the server's processes as a power cut would, and returns when they are gone. */
    public void kill() {
        try {
            long pid = Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).get(0).trim());
            ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
            Stream<ProcessHandle> all = Stream.concat(Stream.of(postmaster), postmaster.descendants());
            all.toList().forEach(process -> {
                process.destroyForcibly();
                process.onExit().join();
            });
            // It finds nothing to stop, and lets go of the data.
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the server again on the same data and port, after {@link #stop} or {@link #kill}. */
    public void startAgain() {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            try {
                server = launch();
                return;
            } catch (IllegalStateException | UncheckedIOException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            }
        }
    }

    @Override
    public void close() {
        stop();
        if (!Files.exists(data)) {
            return;
        }
        try (Stream<Path> files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            System.err.println("could not delete " + data + ": " + e.getMessage());
        }
    }

    private String createDatabase(String template) {
        String name = "t" + UUID.randomUUID().toString().replace("-", "");
        execute("create database " + name + " template " + template);
        return url(name);
    }

    private static String nameIn(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private EmbeddedPostgres launch() {
        try {
            return EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("max_connections", "200")
                    .setServerConfig("shared_buffers", "256MB")
                    .setServerConfig("max_wal_size", "2GB")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void requireDurable() {
        for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("show " + setting)) {
                if (!row.next() || !"on".equals(row.getString(1))) {
                    throw new IllegalStateException("the test server runs without " + setting);
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://localhost:" + port + "/postgres", "postgres", "postgres");
    }

    private String url(String database) {
        return "postgres://postgres:postgres@localhost:" + port + "/" + database;
    }
}
