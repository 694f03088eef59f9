package com.stateset.sequencer.benchmarks.database;

import com.stateset.sequencer.benchmarks.figure.Effort;
import com.stateset.sequencer.testsupport.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The PostgreSQL database that is measured: the store makes its schema {@code sequencer} there, and we one for the bare
 * tables beside it. Both are dropped when it is closed, and with them the database, if it was made for this.
 */
public final class BenchmarkDatabase implements AutoCloseable {

    private static final String MIGRATIONS = "com/stateset/sequencer/postgres/migration/";

    private final String url;
    private final boolean made;

    private BenchmarkDatabase(String url, boolean made) {
        this.url = url;
        this.made = made;
    }

    /**
     * Opens a database for a benchmark; without a URL, one on a durable server of its own, which stops with this JVM.
     *
     * @throws IllegalArgumentException if the database is already in use as an event store: its events would be dropped
     */
    static BenchmarkDatabase open(@Nullable String url) throws SQLException {
        BenchmarkDatabase database = url != null
                ? new BenchmarkDatabase(url, false)
                : new BenchmarkDatabase(TestPostgres.shared().createDatabase(), true);
        if (!database.query("select nspname from pg_namespace where nspname in ('sequencer', 'bare')")
                .isEmpty()) {
            throw new IllegalArgumentException(
                    "the database has a schema 'sequencer' or 'bare'; the benchmark needs an empty database");
        }
        return database;
    }

    /** A database on a durable server of its own, which stops with this JVM. */
    public static BenchmarkDatabase create() throws SQLException {
        return open(null);
    }

    /** The same; the server's log has settled, if the effort asks for that. */
    public static BenchmarkDatabase create(Effort effort) throws SQLException {
        BenchmarkDatabase database = create();
        if (effort.settled()) {
            database.settleLog();
        }
        return database;
    }

    /**
     * Has the server make as many files of its log as it will ever keep, to be used again: a server that has run for a while has them, and
     * one that was just started stops all writers for each file of 16 MB that it makes, for 50 ms on our machine.
     */
    private void settleLog() throws SQLException {
        String size = query("show max_wal_size").get(0);
        if (query("show min_wal_size").get(0).equals(size)) {
            return;
        }
        execute("alter system set min_wal_size = '" + size + "'");
        execute("select pg_reload_conf()");
        execute("create table filler (n int)");
        long files = Long.parseLong(
                query("select pg_size_bytes('" + size + "') / pg_size_bytes(current_setting('wal_segment_size'))")
                        .get(0));
        for (long made = 0; made < files; made++) {
            execute("insert into filler values (1)");
            execute("select pg_switch_wal()");
        }
        execute("drop table filler");
        execute("checkpoint");
    }

    /** The URL in the form that the store takes. */
    public String url() {
        return url;
    }

    /** Opens a connection, which the caller closes. */
    public Connection connect() throws SQLException {
        return dataSource().getConnection();
    }

    /** Makes the bare tables from the migrations that made the store's, so that their shapes cannot drift apart. */
    public void createBareTables() throws SQLException, IOException {
        execute("create schema bare");
        for (String script : query(
                "select script from sequencer.flyway_schema_history where type = 'SQL' order by installed_rank")) {
            execute(migration(script).replaceAll("\\bsequencer\\.", "bare."));
        }
    }

    /** Says which server this is, and reads back what makes its commits durable. */
    public String describe() throws SQLException {
        StringJoiner settings = new StringJoiner(", ");
        settings.add("PostgreSQL " + query("show server_version").get(0));
        for (String name : List.of("fsync", "synchronous_commit", "full_page_writes", "shared_buffers")) {
            settings.add(name + " " + query("show " + name).get(0));
        }
        return settings.toString();
    }

    /** Does what the server does by itself sooner or later: without it, the planner knows nothing of tables that were just filled. */
    public void vacuum() throws SQLException {
        execute("vacuum analyze");
    }

    /** How many bytes tables of the store take, with their indexes; only those of their rows that are not dead in the long run. */
    public long bytesOf(String... tables) throws SQLException {
        long bytes = 0;
        for (String table : tables) {
            execute("vacuum full sequencer." + table);
            bytes += Long.parseLong(query("select pg_total_relation_size('sequencer." + table + "')")
                    .get(0));
        }
        return bytes;
    }

    @Override
    public void close() throws SQLException {
        if (made) {
            TestPostgres.shared().dropDatabase(url);
            return;
        }
        execute("drop schema if exists sequencer cascade");
        execute("drop schema if exists bare cascade");
    }

    private static String migration(String script) throws IOException {
        try (InputStream resource = BenchmarkDatabase.class.getClassLoader().getResourceAsStream(MIGRATIONS + script)) {
            if (resource == null) {
                throw new IllegalStateException("migration " + script + " is not on the class path");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private PGSimpleDataSource dataSource() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        if (url.startsWith("jdbc:")) {
            source.setUrl(url);
            return source;
        }
        URI uri = URI.create(url);
        String userInfo = uri.getUserInfo();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        int port = uri.getPort() < 0 ? 5432 : uri.getPort();
        source.setUrl("jdbc:postgresql://" + uri.getHost() + ":" + port + uri.getRawPath() + query);
        if (userInfo != null) {
            String[] parts = userInfo.split(":", 2);
            source.setUser(parts[0]);
            if (parts.length == 2) {
                source.setPassword(parts[1]);
            }
        }
        return source;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> query(String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                found.add(row.getString(1));
            }
        }
        return found;
    }
}
