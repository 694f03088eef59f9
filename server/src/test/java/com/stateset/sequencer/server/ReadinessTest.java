package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import com.stateset.sequencer.testsupport.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server says whose database is moved, or made read only, while it runs. */
class ReadinessTest {

    private static final String GONE = "events.db is gone: it was moved or deleted while it was in use";

    private static final String REPLACED = "events.db is another file than the one that was opened";

    @TempDir
    private Path folder;

    @Test
    void a_file_that_is_moved_stops_ingestion_until_it_is_back() throws IOException {
        Path file = folder.resolve("events.db");
        Path elsewhere = folder.resolve("elsewhere.db");
        try (TestServer server = TestServer.start(SqliteEventStore.open(file));
                LogLines log = LogLines.ofAll()) {
            assertThat(ingest(server).statusCode()).isEqualTo(200);
            Files.move(file, elsewhere);
            requireStopped(server, log, GONE);
            Files.move(elsewhere, file);
            assertThat(server.get("/ready").statusCode()).isEqualTo(200);
            assertThat(ingest(server).statusCode()).isEqualTo(200);
            assertThat(json(server.get("/api/v1/head?" + Sent.STREAM))
                            .get("head_sequence")
                            .asLong())
                    .isEqualTo(2);
        }
    }

    @Test
    void a_file_that_is_removed_stops_ingestion() throws IOException {
        Path file = folder.resolve("events.db");
        TestServer server = TestServer.start(SqliteEventStore.open(file));
        try (LogLines log = LogLines.ofAll()) {
            assertThat(ingest(server).statusCode()).isEqualTo(200);
            Files.delete(file);
            requireStopped(server, log, GONE);
            assertThat(file).doesNotExist();
        } finally {
            assertThatThrownBy(server::close).hasMessageStartingWith(GONE);
        }
    }

    @Test
    void a_file_that_is_replaced_stops_ingestion() throws IOException {
        Path file = folder.resolve("events.db");
        Path other = folder.resolve("other.db");
        SqliteEventStore.open(other).close();
        byte[] replacement = Files.readAllBytes(other);
        TestServer server = TestServer.start(SqliteEventStore.open(file));
        try (LogLines log = LogLines.ofAll()) {
            assertThat(ingest(server).statusCode()).isEqualTo(200);
            Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
            requireStopped(server, log, REPLACED);
            assertThat(file).hasBinaryContent(replacement);
        } finally {
            assertThatThrownBy(server::close).hasMessageStartingWith(REPLACED);
        }
    }

    @Test
    void a_database_that_is_made_read_only_stops_ingestion() throws SQLException {
        try (TestPostgres postgres = TestPostgres.start()) {
            String url = postgres.createDatabase();
            try (TestServer server = TestServer.start(PostgresEventStore.connect(url));
                    LogLines log = LogLines.ofAll()) {
                assertThat(ingest(server).statusCode()).isEqualTo(200);
                execute(url, "alter system set default_transaction_read_only = on");
                execute(url, "select pg_reload_conf()");
                requireUnready(server, log, "the database is set to be read only (default_transaction_read_only)");
                execute(url, "alter system reset default_transaction_read_only");
                execute(url, "select pg_reload_conf()");
                HttpResponse<String> ready = server.get("/ready");
                for (int i = 0; i < 100 && ready.statusCode() != 200; i++) {
                    ready = server.get("/ready");
                }
                assertThat(ready.statusCode()).isEqualTo(200);
                assertThat(ingest(server).statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void a_server_on_a_standby_is_not_ready() {
        try (TestPostgres primary = TestPostgres.start()) {
            String url = primary.createDatabase();
            SigningKey key = SigningKey.generate();
            try (TestServer server = start(url, key)) {
                assertThat(ingest(server).statusCode()).isEqualTo(200);
            }
            try (TestPostgres standby = primary.startReplica()) {
                String copy = standby.urlOf(url);
                assertThatThrownBy(() -> start(copy, SigningKey.generate()))
                        .isInstanceOf(StoreUnavailableException.class)
                        .hasMessageStartingWith("the database is read only: it is a standby");
                TestServer server = start(copy, key);
                try (LogLines log = LogLines.ofAll()) {
                    requireUnready(server, log, "the database is a standby, which is only read from");
                    HttpResponse<String> refused = ingest(server);
                    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
                } finally {
                    assertThatThrownBy(server::close).hasMessageStartingWith("the database is read only");
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "delete from schema_history where version = '15', 'the schema of the event file is number 14, and must be number 15;"
                + " migrate it first'",
        "update schema_history set version = '16' where version = '15', 'the event file was written by a newer version of"
                + " this library: its schema is number 16, the newest one known here is number 15'",
        "drop table schema_history, the event file is a database of another program"
    })
    void a_file_whose_schema_is_changed_is_not_ready(String change, String why) throws SQLException {
        Path file = folder.resolve("events.db");
        try (TestServer server = TestServer.start(SqliteEventStore.open(file));
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement();
                LogLines log = LogLines.ofAll()) {
            assertThat(server.get("/ready").statusCode()).isEqualTo(200);
            statement.execute("create table kept as select * from schema_history");
            statement.execute(change);
            requireUnready(server, log, why);
            statement.execute("drop table if exists schema_history");
            statement.execute("create table schema_history as select * from kept");
            assertThat(server.get("/ready").statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "delete from sequencer.flyway_schema_history where version = '15', 'the database schema is number 14, and must be"
                + " number 15; migrate it'",
        "update sequencer.flyway_schema_history set version = '16' where version = '15', 'the database schema is number 16,"
                + " and was made by a newer version of this library: the newest one known here is number 15'",
        "drop table sequencer.flyway_schema_history, the database refused the operation"
    })
    void a_database_whose_schema_is_changed_is_not_ready(String change, String why) throws SQLException {
        String url = TestPostgres.shared().createDatabase();
        try (TestServer server = TestServer.start(PostgresEventStore.connect(url));
                LogLines log = LogLines.ofAll()) {
            assertThat(server.get("/ready").statusCode()).isEqualTo(200);
            execute(url, "create table kept as select * from sequencer.flyway_schema_history");
            execute(url, change);
            requireUnready(server, log, why);
            execute(url, "drop table if exists sequencer.flyway_schema_history");
            execute(url, "create table sequencer.flyway_schema_history as select * from kept");
            assertThat(server.get("/ready").statusCode()).isEqualTo(200);
        } finally {
            TestPostgres.shared().dropDatabase(url);
        }
    }

    private static TestServer start(String url, SigningKey key) {
        return TestServer.start(
                PostgresEventStore.connect(url), sequencing -> sequencing.signingKey(key), serving -> {});
    }

    private static void requireStopped(TestServer server, LogLines log, String why) {
        HttpResponse<String> refused = ingest(server);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(json(refused).at("/error/code").asText()).isEqualTo("store_unavailable");
        requireUnready(server, log, why);
        assertThat(ingest(server).statusCode()).isEqualTo(503);
    }

    /** The answer names no reason: that is the administrator's to know, who reads the log. */
    private static void requireUnready(TestServer server, LogLines log, String why) {
        HttpResponse<String> ready = server.get("/ready");
        for (int i = 0; i < 100 && ready.statusCode() == 200; i++) {
            ready = server.get("/ready");
        }
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(json(ready).at("/error/code").asText()).isEqualTo("store_unavailable");
        assertThat(ready.body()).doesNotContain(why);
        assertThat(server.get("/health").statusCode()).isEqualTo(200);
        assertThat(log.warningsAndErrors())
                .filteredOn(line -> line.startsWith("The sequencer is not ready: "))
                .allMatch(line -> line.startsWith("The sequencer is not ready: " + why))
                .hasSize(1);
    }

    private static HttpResponse<String> ingest(TestServer server) {
        return server.ingest(batch(event("o-1", "{}")));
    }

    private static void execute(String url, String sql) throws SQLException {
        URI place = URI.create(url);
        String[] user = place.getUserInfo().split(":", 2);
        String jdbc = "jdbc:postgresql://" + place.getHost() + ":" + place.getPort() + place.getPath();
        try (Connection connection = DriverManager.getConnection(jdbc, user[0], user[1]);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
