package com.stateset.sequencer.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A status is asked for by people and by monitors, most of all when much waits. */
class OutboxStatusTest {

    private static final int QUEUED = 200_000;
    private static final int TRIES = 3;

    /** On a machine that has nothing else to do, what is promised. */
    private static final Duration LIMIT = Duration.ofMillis(Boolean.getBoolean("sequencer.quiet") ? 200 : 1000);

    @TempDir
    private Path folder;

    @Test
    void two_hundred_thousand_queued_events_are_counted_at_once() throws SQLException {
        Path file = folder.resolve("outbox.db");
        try (SqliteOutbox outbox = SqliteOutbox.open(file, CrashSamples.PROFILE, CrashSamples.SIGNER)) {
            outbox.append(CrashSamples.draft());
        }
        multiply(file);
        Duration best = Duration.ofDays(1);
        for (int i = 0; i < TRIES; i++) {
            long start = System.nanoTime();
            try (SqliteOutbox outbox = SqliteOutbox.open(file, CrashSamples.PROFILE, CrashSamples.SIGNER)) {
                assertThat(outbox.status().pending()).isEqualTo(QUEUED);
                assertThat(outbox.status().pendingBytes()).isEqualTo(QUEUED * 7L);
            }
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            best = taken.compareTo(best) < 0 ? taken : best;
        }
        assertThat(best).isLessThan(LIMIT);
    }

    /** The first event, under other ids and of other entities. */
    private static void multiply(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("pragma synchronous = off");
            statement.execute("pragma cache_size = -200000");
            statement.executeUpdate("""
                    insert into sequencer_outbox_events (position, place, event_id, entity_type, entity_id, event_type, created_at,
                        agent_key_id, agent_signature, state, unanswered, payload)
                    with recursive numbers (n) as (select 2 union all select n + 1 from numbers where n < %d)
                    select n, n, randomblob(16), entity_type, 'e' || (n %% 5000), event_type, created_at, agent_key_id, agent_signature,
                        state, unanswered, payload
                    from numbers, sequencer_outbox_events where position = 1
                    """.formatted(QUEUED));
        }
    }
}
