package com.stateset.sequencer.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.sync.BaseVersions;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.OutboxProfile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoinedTransactionTest {

    private static final OutboxProfile PROFILE =
            new OutboxProfile(new StreamId(new UUID(1, 2), new UUID(3, 4)), new UUID(5, 6));

    @TempDir
    private Path folder;

    private Path file;
    private Connection application;
    private SqliteOutbox outbox;

    @BeforeEach
    void openTheApplicationsFile() throws SQLException {
        file = folder.resolve("shop.db");
        application = connect(file);
        execute("create table orders (id text primary key)");
        outbox = SqliteOutbox.open(file, PROFILE, null);
        application.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        outbox.close();
        application.close();
    }

    @Test
    void the_change_and_its_event_are_stored_together() throws SQLException {
        execute("insert into orders values ('o-1')");
        LocalEvent event = outbox.append(application, draft("o-1"));
        assertThat(outbox.find(event.eventId())).isEmpty();
        application.commit();
        assertThat(outbox.find(event.eventId())).contains(event);
        assertThat(orders()).isEqualTo(1);
    }

    @Test
    void or_not_at_all() throws SQLException {
        execute("insert into orders values ('o-1')");
        outbox.append(application, draft("o-1"));
        application.rollback();
        assertThat(outbox.list(0, 10)).isEmpty();
        assertThat(orders()).isZero();
    }

    @Test
    void a_refused_event_leaves_the_rest_of_the_transaction_as_it_was() throws SQLException {
        execute("insert into orders values ('o-1')");
        LocalEvent kept = outbox.append(application, draft("o-1"));
        UUID command = UUID.randomUUID();
        List<NewEvent> scattered = List.of(
                draft("o-1").toBuilder().commandId(command).build(),
                draft("o-2"),
                draft("o-1").toBuilder().commandId(command).build());
        assertThatThrownBy(() -> outbox.append(application, scattered, BaseVersions.AS_GIVEN))
                .isInstanceOf(IllegalArgumentException.class);
        NewEvent other = draft("o-1").toBuilder().eventId(kept.eventId()).build();
        assertThatThrownBy(() -> outbox.append(application, List.of(draft("o-3"), other), BaseVersions.AS_GIVEN))
                .isInstanceOf(IllegalArgumentException.class);
        application.commit();
        assertThat(outbox.list(0, 10)).containsExactly(kept);
        assertThat(orders()).isEqualTo(1);
    }

    @Test
    void without_a_transaction_there_is_nothing_to_join() throws SQLException {
        application.rollback();
        application.setAutoCommit(true);
        assertThatThrownBy(() -> outbox.append(application, draft("o-1")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the connection is in auto-commit mode: there is no transaction to join");
    }

    @Test
    void another_file_is_not_this_outboxs() throws SQLException {
        OutboxProfile foreign = new OutboxProfile(PROFILE.stream(), new UUID(9, 9));
        SqliteOutbox.open(folder.resolve("foreign.db"), foreign, null).close();
        for (String name : List.of("empty.db", "foreign.db")) {
            try (Connection other = connect(folder.resolve(name))) {
                other.setAutoCommit(false);
                assertThatThrownBy(() -> outbox.append(other, draft("o-1")))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("the connection is not to this outbox's file");
            }
        }
    }

    private static NewEvent draft(String order) {
        return NewEvent.builder()
                .entity("order", order)
                .eventType("order.placed")
                .payload("{}")
                .build();
    }

    private static Connection connect(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = application.createStatement()) {
            statement.execute(sql);
        }
    }

    private int orders() throws SQLException {
        try (Statement statement = application.createStatement();
                ResultSet found = statement.executeQuery("select count(*) from orders")) {
            found.next();
            return found.getInt(1);
        }
    }
}
