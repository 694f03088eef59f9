package com.stateset.sequencer.sqlite;

import static com.stateset.sequencer.tck.EventBuilder.event;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.Append;
import com.stateset.sequencer.spi.Appended;
import com.stateset.sequencer.spi.Candidate;
import com.stateset.sequencer.spi.EventStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** What the tests append, and a way to a file behind the store's back. */
final class Samples {

    static final StreamId STREAM = new StreamId(new UUID(1, 2), new UUID(3, 4));

    private Samples() {}

    static Candidate candidate() {
        return event(STREAM).candidate();
    }

    static Appended append(EventStore store, Candidate... candidates) {
        return store.append(batch(candidates)).get(0);
    }

    static List<Append> batch(Candidate... candidates) {
        return List.of(new Append(STREAM, List.of(candidates), 0));
    }

    static Connection connect(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    static void execute(Path file, String sql) throws SQLException {
        try (Connection connection = connect(file);
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
