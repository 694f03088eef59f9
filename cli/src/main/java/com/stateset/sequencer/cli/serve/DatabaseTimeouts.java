package com.stateset.sequencer.cli.serve;

import com.stateset.sequencer.postgres.PostgresEventStoreBuilder;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How long a PostgreSQL database is waited for. Immutable.
 *
 * @param statement for a statement, before the database cancels it; if empty, as the database has it for the role
 * @param lock for what another transaction holds
 * @param idleInTransaction for a writer that froze, before the database ends its session
 */
public record DatabaseTimeouts(Optional<Duration> statement, Duration lock, Duration idleInTransaction) {

    /** Those of a server where nothing else is configured. */
    public static final DatabaseTimeouts DEFAULTS =
            new DatabaseTimeouts(Optional.empty(), Duration.ofMillis(500), Duration.ofSeconds(5));

    public DatabaseTimeouts {
        Objects.requireNonNull(statement, "statement");
        Objects.requireNonNull(lock, "lock");
        Objects.requireNonNull(idleInTransaction, "idleInTransaction");
    }

    static DatabaseTimeouts from(Settings settings) {
        return new DatabaseTimeouts(
                settings.positiveNumber("DB_STATEMENT_TIMEOUT_MS").stream()
                        .mapToObj(Duration::ofMillis)
                        .findFirst(),
                settings.millis("DB_LOCK_TIMEOUT_MS", DEFAULTS.lock),
                settings.millis("DB_IDLE_IN_TX_TIMEOUT_MS", DEFAULTS.idleInTransaction));
    }

    void applyTo(PostgresEventStoreBuilder builder) {
        statement.ifPresent(builder::statementTimeout);
        builder.lockTimeout(lock).idleInTransactionTimeout(idleInTransaction);
    }
}
