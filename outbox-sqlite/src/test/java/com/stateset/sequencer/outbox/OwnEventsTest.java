package com.stateset.sequencer.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.HistoryMismatchException;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.sync.BaseVersions;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.sync.Outbox;
import com.stateset.sequencer.sync.ShownHistory;
import com.stateset.sequencer.sync.SyncJournal;
import com.stateset.sequencer.sync.agent.SyncAgent;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent's own events do not come back: it holds them, and knows their places. */
class OwnEventsTest {

    @TempDir
    private Path folder;

    private final ScriptedServer server = new ScriptedServer();
    private final ScriptedHistory history = new ScriptedHistory(server, server.signingKey());
    private Till till;

    /** The numbers of events that the server has sent. */
    private final List<Long> sent = new ArrayList<>();

    @BeforeEach
    void open() {
        server.history(history);
        till = new Till(folder.resolve("till.db"), server);
        server.lie(page -> {
            page.events().forEach(event -> sent.add(event.sequenceNumber()));
            return page;
        });
    }

    @AfterEach
    void close() {
        till.close();
    }

    @Test
    void of_own_events_none_comes() {
        till.appendMany("a", 30);
        till.agent().syncOnce();
        assertThat(till.replica()).hasSize(30);
        assertThat(sent).isEmpty();
        assertThat(till.outbox().status().history().size()).isEqualTo(30);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_last_event_held_is_left_out_or_passes(boolean knowsHeld) {
        server.knowsHeld(knowsHeld);
        try (Till other = new Till(folder.resolve("other.db"), server)) {
            for (int i = 0; i < 5; i++) {
                other.append("a");
                other.agent().push();
                sent.clear();
                till.agent().syncOnce();
                assertThat(sent).endsWith(i + 1L).hasSize(knowsHeld || i == 0 ? 1 : 2);
            }
            assertThat(till.replica()).isEqualTo(log());
        }
    }

    @Test
    void where_no_root_is_claimed_the_last_event_held_is_looked_at() {
        server.history((ShownHistory) null);
        till.restart();
        till.appendMany("a", 5);
        till.agent().syncOnce();
        sent.clear();
        till.agent().syncOnce();
        assertThat(sent).containsExactly(5L);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void between_others_events_they_are_left_out_or_pass(boolean knowsHeld) {
        server.knowsHeld(knowsHeld);
        try (Till other = new Till(folder.resolve("other.db"), server)) {
            for (int i = 0; i < 20; i++) {
                till.append("a");
                till.agent().push();
                other.append("a");
                other.agent().push();
            }
            sent.clear();

            pull(till, 1000, false);

            List<Long> own = sent.stream().filter(number -> number % 2 == 1).toList();
            assertThat(own).hasSize(knowsHeld ? 0 : 20);
            assertThat(till.replica()).isEqualTo(log());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8, 1000})
    void what_is_kept_is_what_a_plain_pull_keeps(int page) throws Exception {
        try (Till other = new Till(folder.resolve("other.db"), server)) {
            mixedHistory(other);
            try (Till plain = till.copyTo(folder.resolve("plain.db"))) {
                pull(plain, page, true);
                sent.clear();
                pull(till, page, false);

                assertThat(sent).hasSizeLessThan(server.log().size());
                assertThat(tables("till.db")).isEqualTo(tables("plain.db"));
                assertThat(till.replica()).isEqualTo(log());
            }
        }
    }

    private void mixedHistory(Till other) {
        till.appendMany("a", 11);
        till.appendOnTop("b");
        till.appendCommand("a", "c", "d");
        till.agent().push();
        other.appendMany("a", 5);
        other.agent().push();
        till.outbox()
                .append(NewEvent.builder()
                        .entity("order", "m")
                        .eventType("order.changed")
                        .metadata(Map.of("correlation_id", "x-1"))
                        .tags(List.of("till:1", "day:2"))
                        .payload("{\"total\":12.5}")
                        .build());
        till.append("a");
        till.appendBad("e");
        till.agent().push();
        server.rotateKey();
        history.signWith(server.signingKey());
        till.append("f");
        till.appendMany("g", 17);
        till.agent().push();
        other.append("g");
        other.agent().push();
    }

    @Test
    void an_event_whose_answer_was_lost_comes_in_full() {
        LocalEvent lost = till.append("a");
        server.next(ScriptedServer.Fault.ANSWER_LOST);
        assertThatThrownBy(() -> till.agent().push()).isInstanceOf(TransportException.class);
        till.agent().pull();
        assertThat(sent).contains(1L);
        assertThat(till.state(lost))
                .isInstanceOfSatisfying(
                        LocalState.Accepted.class,
                        accepted -> assertThat(accepted.sequenceNumber()).isEqualTo(1));
    }

    @Test
    void a_copied_folder_gets_what_it_does_not_hold() throws IOException {
        try (Till copy = till.copyTo(folder.resolve("copy.db"))) {
            List<LocalEvent> events = till.appendMany("a", 5);
            till.agent().syncOnce();
            sent.clear();

            copy.agent().syncOnce();

            assertThat(sent).contains(1L, 2L, 3L, 4L, 5L);
            assertThat(copy.replica())
                    .isEqualTo(events.stream().map(LocalEvent::eventId).toList());
        }
    }

    @Test
    void another_event_in_the_promised_place_is_found_out() {
        till.appendMany("a", 20);
        till.agent().push();
        history.alter(4);
        assertThatThrownBy(() -> till.agent().pull())
                .isInstanceOf(HistoryMismatchException.class)
                .hasMessageStartingWith("history mismatch at event 4: ");
        assertThat(till.replica()).isEmpty();
    }

    @Test
    void without_a_root_to_check_them_with_they_come_in_full() {
        server.history((ShownHistory) null);
        till.restart();
        till.appendMany("a", 5);
        till.agent().syncOnce();
        assertThat(sent).contains(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void one_that_does_not_fit_comes_in_full() throws SQLException {
        till.appendMany("a", 12);
        till.agent().push();
        try (Till other = new Till(folder.resolve("other.db"), server)) {
            other.append("b");
            other.agent().push();
        }
        change("update sequencer_outbox_events set base_version = 7 where position = 3");
        sent.clear();

        till.agent().syncOnce();

        assertThat(sent).contains(3L);
        assertThat(till.replica()).isEqualTo(log());
    }

    @Test
    void many_large_ones_are_taken_in_pieces() {
        String large = "\"" + "x".repeat(900_000) + "\"";
        till.outbox()
                .append(
                        IntStream.range(0, 14)
                                .mapToObj(i -> NewEvent.builder()
                                        .entity("order", "a")
                                        .eventType("order.changed")
                                        .payload(large)
                                        .build())
                                .toList(),
                        BaseVersions.AS_GIVEN);
        till.agent().push();
        assertThat(till.outbox().journal().receipted(1, 14, 8 << 20)).hasSize(10);
        assertThat(till.outbox().journal().receipted(2, 3, 8 << 20)).hasSize(2);

        pull(till, 1000, false);

        assertThat(till.replica()).hasSize(14);
        assertThat(sent).isEmpty();
    }

    private List<UUID> log() {
        return server.log().stream()
                .map(event -> event.sequenced().event().eventId())
                .toList();
    }

    private void pull(Till agent, int page, boolean plainly) {
        Outbox outbox = plainly ? holdingNothing(agent.outbox()) : agent.outbox();
        try (SyncAgent syncing = SyncAgent.builder(outbox, server).page(page).build()) {
            syncing.trustKey(server.signingKey().publicKey());
            syncing.pull();
        }
    }

    /** An outbox that does not tell which own events need not come. */
    private static Outbox holdingNothing(Outbox outbox) {
        SyncJournal journal = outbox.journal();
        SyncJournal silent = instead(SyncJournal.class, journal, "receipted", List.of());
        return instead(Outbox.class, outbox, "journal", silent);
    }

    private static <T> T instead(Class<T> type, T of, String method, Object answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, called, values) -> {
                    if (called.getName().equals(method)) {
                        return answer;
                    }
                    try {
                        return called.invoke(of, values);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private void change(String sql) throws SQLException {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("till.db"));
                Statement statement = other.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /** All that is in a file, but for the moments of its own syncs. */
    private Map<String, List<String>> tables(String file) throws SQLException {
        Map<String, List<String>> tables = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(file))) {
            for (String table : List.of(
                    "sequencer_outbox",
                    "sequencer_outbox_events",
                    "sequencer_replica_events",
                    "sequencer_replica_hidden")) {
                tables.put(table, rows(connection, table));
            }
        }
        return tables;
    }

    private static List<String> rows(Connection connection, String table) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select * from " + table + " order by 1")) {
            while (row.next()) {
                StringBuilder text = new StringBuilder();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    String column = row.getMetaData().getColumnName(i);
                    if (!column.startsWith("device_") && !column.equals("last_sync")) {
                        byte[] value = row.getBytes(i);
                        text.append(column)
                                .append('=')
                                .append(value == null ? "null" : HexFormat.of().formatHex(value))
                                .append(' ');
                    }
                }
                rows.add(text.toString());
            }
        }
        return rows;
    }
}
