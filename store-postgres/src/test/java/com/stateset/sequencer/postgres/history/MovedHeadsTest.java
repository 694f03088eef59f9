package com.stateset.sequencer.postgres.history;

import static com.stateset.sequencer.postgres.Samples.newStream;
import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.postgres.Samples;
import com.stateset.sequencer.spi.HeadsLogStore;
import com.stateset.sequencer.spi.StreamHead;
import com.stateset.sequencer.testsupport.TestPostgres;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.TreeHead;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is read and locked to find the streams that have moved. */
class MovedHeadsTest {

    private String place;
    private DataSource dataSource;
    private PostgresEventStore store;
    private HeadsLogStore log;

    @BeforeEach
    void openAStore() {
        place = TestPostgres.shared().createDatabase();
        dataSource = Samples.dataSource(place);
        store = PostgresEventStore.connect(place);
        log = store.history().headsLog();
    }

    @AfterEach
    void dropTheDatabase() {
        store.close();
        TestPostgres.shared().dropDatabase(place);
    }

    @Test
    void of_many_streams_the_one_that_moved_is_read() throws SQLException {
        Samples.execute(dataSource, """
                insert into sequencer.stream_ids (stream_id, tenant_id, store_id)
                overriding system value
                select 1000 + n, gen_random_uuid(), gen_random_uuid() from generate_series(1, 100000) n;
                insert into sequencer.stream_heads (stream_id, head, entered_size)
                select 1000 + n, 7, 7 from generate_series(1, 100000) n;
                analyze sequencer.stream_ids, sequencer.stream_heads
                """);
        StreamId moved = newStream();
        Samples.append(store, event(moved).candidate());
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);

            assertThat(MovedHeads.read(connection, 1000)).containsExactly(new StreamHead(moved, 1));
            assertThat(MovedHeads.stale(connection)).isEmpty();

            assertThat(rowsRead(connection)).isBetween(3L, 20L);
        }
    }

    @Test
    void an_entry_waits_for_no_append_of_events() throws SQLException {
        StreamId stream = newStream();
        Samples.append(store, event(stream).candidate());
        try (Connection other = dataSource.getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select 1 from sequencer.stream_heads for update");

            assertThat(enter(stream, 1)).isTrue();

            assertThat(log.moved(10)).isEmpty();
            assertThat(inTheIndex()).isEqualTo(1);
            // Closing alone leaves the locks until the database has noticed.
            other.rollback();
        }
        // What was locked then is put right by the next look.
        assertThat(log.moved(10)).isEmpty();
        assertThat(inTheIndex()).isZero();
        Samples.append(store, event(stream).candidate());
        assertThat(log.moved(10)).containsExactly(new StreamHead(stream, 2));
    }

    private boolean enter(StreamId stream, long size) {
        HeadsLogEntry entry = new HeadsLogEntry(VesHashes.stream(stream), new TreeHead(size, VesHashes.stream(stream)));
        return log.append(
                AppendedEntries.ofRecords(log.rightEdge(), List.of(entry.recordHash())), Map.of(stream, entry));
    }

    private long inTheIndex() throws SQLException {
        return number("select count(*) from sequencer.stream_heads where moved");
    }

    /** Rows that scans and look-ups of a transaction have come to. */
    private static long rowsRead(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) from pg_stat_xact_user_tables
                        where schemaname = 'sequencer' and relname in ('stream_heads', 'stream_ids', 'heads_log')
                        """)) {
            row.next();
            return row.getLong(1);
        }
    }

    private long number(String query) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
