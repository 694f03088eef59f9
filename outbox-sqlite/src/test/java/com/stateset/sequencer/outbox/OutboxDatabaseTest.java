package com.stateset.sequencer.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.outbox.connection.OutboxDatabase;
import com.stateset.sequencer.outbox.connection.OutboxSchema;
import com.stateset.sequencer.outbox.connection.Session;
import com.stateset.sequencer.sqlite.support.SqliteFile;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.tlog.CompactRange;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxDatabaseTest {

    private static final OutboxProfile PROFILE =
            new OutboxProfile(new StreamId(new UUID(1, 2), new UUID(3, 4)), new UUID(5, 6));

    private static final List<String> DEVICE_COLUMNS =
            List.of("named_key", "install_id", "device_mark", "device_next", "device_left", "device_copied");
    private static final List<String> KEY_COLUMNS =
            List.of("agent_public_key", "agent_key_revoked", "payloads_sealed", "unclean", "from_other_devices");
    private static final List<String> PAYLOAD_COLUMNS = List.of("payload_state", "payload_hash", "payload_plain_hash");
    private static final List<String> HISTORY_COLUMNS = List.of(
            "tree_size",
            "right_edge",
            "history_basis",
            "history_size",
            "checkpoint_key",
            "checkpoint_key_told",
            "checkpoint");

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("outbox.db");
    }

    @Test
    void a_full_disk_keeps_out_the_event_and_nothing_else() throws SQLException {
        SqliteFile place = SqliteFile.at(file, OutboxSchema.SCHEMA);
        Connection small = place.openWriter();
        OutboxSchema.SCHEMA.migrate(small);
        new HeadTable(new Session(small)).create(PROFILE);
        try (Statement statement = small.createStatement()) {
            statement.execute("pragma max_page_count = 60");
        }
        OutboxDatabase database = new OutboxDatabase(place, small, Duration.ZERO);
        LocalEvent first;
        try (SqliteOutbox outbox = new SqliteOutbox(database, new OutboxTables(PROFILE, PayloadSeal.DISABLED), null)) {
            first = outbox.append(draft("\"x\""));
            NewEvent large = draft("\"" + "x".repeat(1_000_000) + "\"");
            assertThatThrownBy(() -> outbox.append(large))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessage("the disk of the outbox file is full");
            assertThat(outbox.list(0, 10)).containsExactly(first);
            // The next connection knows nothing of the limit: there is room again.
            outbox.append(large);
            assertThat(outbox.list(0, 10)).hasSize(2);
        }
    }

    @Test
    void a_file_that_another_process_holds_is_not_waited_for_forever() throws SQLException {
        try (SqliteOutbox outbox = SqliteOutbox.open(file, PROFILE, null, Duration.ofMillis(20));
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            LocalEvent first = outbox.append(draft("1"));
            statement.execute("begin immediate");
            NewEvent second = draft("2");
            assertThatThrownBy(() -> outbox.append(second))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessage("another process holds the outbox file");
            assertThat(outbox.list(0, 10)).containsExactly(first);
            statement.execute("rollback");
            outbox.append(second);
        }
    }

    @Test
    void a_damaged_file_is_called_so() throws IOException {
        try (SqliteOutbox outbox = SqliteOutbox.open(file, PROFILE, null)) {
            for (int i = 0; i < 100; i++) {
                outbox.append(draft("\"" + "x".repeat(1000) + "\""));
            }
        }
        byte[] noise = new byte[(int) Files.size(file) / 2];
        Arrays.fill(noise, (byte) 0xab);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(noise), noise.length);
        }
        try (SqliteOutbox outbox = SqliteOutbox.open(file, PROFILE, null)) {
            assertThatThrownBy(() -> outbox.list(0, 1000))
                    .isInstanceOf(StoreFailedException.class)
                    .hasMessage("the outbox file is damaged");
        }
    }

    @Test
    void a_damaged_row_is_named() throws SQLException {
        try (SqliteOutbox outbox = SqliteOutbox.open(file, PROFILE, null)) {
            outbox.append(draft("1"));
            outbox.append(draft("2"));
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = other.createStatement()) {
                statement.executeUpdate("update sequencer_outbox_events set event_id = x'00' where position = 2");
            }
            assertThatThrownBy(() -> outbox.list(0, 10))
                    .isInstanceOf(StoreFailedException.class)
                    .hasMessage("event 2 of the outbox is damaged");
        }
    }

    @Test
    void what_is_no_database_is_left_alone() throws IOException {
        Files.writeString(file, "a letter to my aunt, long enough to be taken for a database".repeat(20));
        assertThatThrownBy(() -> SqliteOutbox.open(file, PROFILE, null))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage("cannot open " + file + ": the file is no database");
        assertThatThrownBy(() -> SqliteOutbox.inspect(file)).isInstanceOf(StoreFailedException.class);
        assertThat(Files.readString(file)).startsWith("a letter to my aunt");
    }

    @Test
    void an_outbox_has_one_owner_and_tells_who() {
        UUID agent = PROFILE.agentId();
        URI server = URI.create("https://sequencer.example.com");
        AgentSigner signer = new AgentSigner(agent, 2, SigningKey.generate());
        assertThat(SqliteOutbox.inspect(file)).isEmpty();
        SqliteOutbox.open(file, PROFILE, null).close();
        assertThat(SqliteOutbox.inspect(file)).map(OutboxFacts::profile).contains(PROFILE);
        OutboxProfile signing = PROFILE.keyId(2).server(server);
        SqliteOutbox.open(file, signing, signer).close();
        assertThat(SqliteOutbox.inspect(file)).map(OutboxFacts::profile).contains(signing);
        assertThatThrownBy(() -> SqliteOutbox.open(file, PROFILE, signer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the signer has key 2, the profile names key 0");
        OutboxProfile stranger = new OutboxProfile(PROFILE.stream(), new UUID(9, 9));
        assertThatThrownBy(() -> SqliteOutbox.open(file, stranger, null))
                .isInstanceOf(StoreFailedException.class)
                .hasMessageEndingWith(" is the outbox of agent " + agent + " for stream " + PROFILE.stream());
    }

    @Test
    void a_newer_versions_file_is_left_alone() throws SQLException {
        SqliteOutbox.open(file, PROFILE, null).close();
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.executeUpdate("update sequencer_outbox_schema_history set version = '99' where version = '1'");
        }
        assertThatThrownBy(() -> SqliteOutbox.open(file, PROFILE, null))
                .isInstanceOf(StoreFailedException.class)
                .hasMessageContaining("its schema is number 99, the newest one known here is number 9");
    }

    @Test
    void an_older_versions_file_is_brought_up_to_date() throws SQLException {
        LocalEvent before;
        try (SqliteOutbox outbox = SqliteOutbox.open(file, PROFILE, null)) {
            before = outbox.append(draft("1"));
        }
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.executeUpdate("alter table sequencer_outbox_events drop column suspected");
            for (String column : HISTORY_COLUMNS) {
                statement.executeUpdate("alter table sequencer_outbox drop column " + column);
            }
            statement.executeUpdate(
                    "delete from sequencer_outbox_schema_history where version in ('2', '3', '4', '5', '6', '7', '8', '9')");
            statement.executeUpdate("drop table sequencer_replica_hidden");
            for (String column : List.of("scope", "unseen", "pulled_before")) {
                statement.executeUpdate("alter table sequencer_outbox drop column " + column);
            }
            for (String table : List.of("sequencer_outbox_events", "sequencer_replica_events")) {
                statement.executeUpdate("alter table " + table + " drop column payload_cipher_hash");
                statement.executeUpdate("alter table " + table + " drop column metadata");
                statement.executeUpdate("alter table " + table + " drop column tags");
            }
            statement.executeUpdate("drop table sequencer_outbox_marks");
            statement.executeUpdate("drop index sequencer_outbox_of_others");
            statement.executeUpdate("alter table sequencer_outbox_events drop column author");
            for (String column : DEVICE_COLUMNS) {
                statement.executeUpdate("alter table sequencer_outbox drop column " + column);
            }
            statement.executeUpdate("drop index sequencer_outbox_waiting");
            statement.executeUpdate("drop index sequencer_outbox_stuck_by_state");
            for (String column : KEY_COLUMNS) {
                statement.executeUpdate("alter table sequencer_outbox drop column " + column);
            }
            for (String column : PAYLOAD_COLUMNS) {
                statement.executeUpdate("alter table sequencer_outbox_events drop column " + column);
            }
        }
        try (SqliteOutbox outbox = SqliteOutbox.open(file, PROFILE, null)) {
            assertThat(outbox.find(before.event().eventId())).contains(before);
        }
    }

    @Test
    void a_replica_from_before_the_tree_gets_one() throws SQLException {
        ScriptedServer server = new ScriptedServer();
        CompactRange edge;
        try (Till till = new Till(file, server)) {
            till.appendMany("a", 13);
            till.agent().syncOnce();
            edge = till.outbox().journal().rightEdge();
            assertThat(edge.size()).isEqualTo(13);
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = other.createStatement()) {
                statement.executeUpdate("update sequencer_outbox set tree_size = 0, right_edge = x''");
            }
            assertThat(till.outbox().journal().rightEdge()).isEqualTo(edge);
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = other.createStatement()) {
                statement.executeUpdate("update sequencer_outbox set tree_size = 0, right_edge = x''");
            }
            till.appendMany("b", 1);
            till.agent().syncOnce();
            assertThat(till.outbox().journal().rightEdge())
                    .isEqualTo(CompactRange.EMPTY.appendEntries(server.log().stream()
                            .map(event -> event.sequenced().leafHash())
                            .toList()));
        }
    }

    @Test
    void a_closed_outbox_says_so() {
        SqliteOutbox outbox = SqliteOutbox.open(file, PROFILE, null);
        outbox.close();
        assertThatThrownBy(() -> outbox.append(draft("1")))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage("the outbox is closed");
        outbox.close();
    }

    private static NewEvent draft(String payload) {
        return NewEvent.builder()
                .entity("order", "a")
                .eventType("order.changed")
                .payload(payload)
                .build();
    }
}
