package com.stateset.sequencer.postgres;

import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.testsupport.TestPostgres;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What the tests append, how they name what came of it, and a way to the database behind the store's back. */
public final class Samples {

    private Samples() {}

    public static StreamId newStream() {
        return new StreamId(UUID.randomUUID(), UUID.randomUUID());
    }

    /** A batch of events of one stream. */
    public static AppendBatch batch(AdmittedEvent... candidates) {
        return batch(List.of(candidates));
    }

    public static AppendBatch batch(List<AdmittedEvent> candidates) {
        return new AppendBatch(candidates.get(0).event().stream(), candidates, 0);
    }

    /** Appends one batch and says what was answered, as {@link #said}. */
    public static List<String> append(EventStore store, AdmittedEvent... candidates) {
        return said(store.append(List.of(batch(candidates))).get(0));
    }

    /** What was answered, in words: {@code accepted 7}, {@code duplicate 7}, {@code rejected duplicate_event_id}. */
    public static List<String> said(AppendResult appended) {
        return appended.outcomes().stream().map(Samples::said).toList();
    }

    private static String said(Outcome outcome) {
        if (outcome instanceof Outcome.Accepted accepted) {
            return "accepted " + accepted.sequenceNumber();
        }
        if (outcome instanceof Outcome.Duplicate duplicate) {
            return "duplicate " + duplicate.sequenceNumber();
        }
        return "rejected " + ((Outcome.Rejected) outcome).rejection().reason();
    }

    public static List<SequencedEvent> readAll(EventStore store, StreamId stream) {
        List<SequencedEvent> events = new ArrayList<>();
        Optional<ReadOptions> next = Optional.of(ReadOptions.forwardsFrom(1).limit(ReadOptions.MAX_LIMIT));
        while (next.isPresent()) {
            var page = store.read(stream, next.get());
            events.addAll(page.events());
            next = page.next();
        }
        return events;
    }

    /** The ids of a stream's events in their order. */
    public static List<UUID> ids(EventStore store, StreamId stream) {
        return readAll(store, stream).stream().map(row -> row.event().eventId()).toList();
    }

    /** A data source without a pool, on a database named as {@link TestPostgres} names it. */
    public static PGSimpleDataSource dataSource(String place) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setURL(
                "jdbc:postgresql" + place.substring(place.indexOf("://")).replace("postgres:postgres@", ""));
        dataSource.setUser("postgres");
        dataSource.setPassword("postgres");
        return dataSource;
    }

    public static void execute(DataSource dataSource, String sql) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of all rows, as text. */
    public static List<String> query(DataSource dataSource, String sql) {
        try (Connection connection = dataSource.getConnection()) {
            return query(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static List<String> query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    /** How much of the heap is in use. The serial collector leaves some of what is free where it lies, but for every fourth collection. */
    public static long heap() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
