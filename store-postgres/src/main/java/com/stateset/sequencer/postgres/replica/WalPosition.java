package com.stateset.sequencer.postgres.replica;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.streams.StreamKeys;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * How far a primary had come at a moment: what of its log of changes was durable, which holds everything that was acknowledged before, and
 * the head of one of its streams.
 *
 * @param system what all servers have in common that are copies of one
 * @param database the database, of those of the system
 * @param timeline the count of promotions that led to this primary
 * @param lsn the position in the log ({@code pg_lsn}), as a number
 * @param head the stream's last sequence number
 */
record WalPosition(long system, long database, long timeline, long lsn, long head) {

    private static final String OF_PRIMARY = """
            select (select system_identifier from pg_control_system()),
                (select oid from pg_database where datname = current_database()),
                ('x' || substr(pg_walfile_name(position), 1, 8))::bit(32)::bigint,
                (position - '0/0')::bigint,
                coalesce((select head from sequencer.stream_heads where stream_id =
            """ + StreamKeys.OF_NEXT + """
            ), 0)
            from pg_current_wal_flush_lsn() as position
            """;

    /**
     * The level is the one at which the statements after this one see what was replayed until now, and not less. What the control file
     * says of the timeline is never ahead of what was replayed.
     */
    private static final String OF_REPLICA = """
            set transaction isolation level read committed, read only;
            select pg_is_in_recovery(),
                (select system_identifier from pg_control_system()),
                (select oid from pg_database where datname = current_database()),
                greatest((select timeline_id from pg_control_checkpoint()),
                    (select min_recovery_end_timeline from pg_control_recovery()))::bigint,
                coalesce((pg_last_wal_replay_lsn() - '0/0')::bigint, 0)
            """;

    /**
     * Asks a primary. The head is of a snapshot that is taken before the position is.
     *
     * @throws SQLException if it is none
     */
    static WalPosition ofPrimary(Connection connection, StreamId stream) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OF_PRIMARY)) {
            statement.setObject(1, stream.tenantId());
            statement.setObject(2, stream.storeId());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new WalPosition(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5));
            }
        }
    }

    /** Asks a replica whether it has come as far. To be called first in a transaction, in which it may be read from if it has. */
    ReplicaState stateOf(Connection replica) throws SQLException {
        try (Statement statement = replica.createStatement()) {
            statement.execute(OF_REPLICA);
            statement.getMoreResults();
            try (ResultSet row = statement.getResultSet()) {
                row.next();
                return row.getBoolean(1)
                        ? of(row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5))
                        : ReplicaState.NOT_A_STANDBY;
            }
        }
    }

    private ReplicaState of(long itsSystem, long itsDatabase, long itsTimeline, long replayed) {
        if (itsSystem != system || itsDatabase != database) {
            return ReplicaState.OTHER_DATABASE;
        }
        if (itsTimeline != timeline) {
            return ReplicaState.OTHER_TIMELINE;
        }
        return replayed >= lsn ? ReplicaState.IN_USE : ReplicaState.BEHIND;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d/%X/%X of %d", timeline, lsn >>> 32, lsn & 0xffffffffL, system);
    }
}
