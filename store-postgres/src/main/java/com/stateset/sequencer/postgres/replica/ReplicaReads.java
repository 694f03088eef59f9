package com.stateset.sequencer.postgres.replica;

import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.connection.Database;
import com.stateset.sequencer.postgres.connection.PostgresTimeouts;
import com.stateset.sequencer.postgres.connection.SqlErrors;
import com.stateset.sequencer.postgres.connection.TimedConnections;
import com.stateset.sequencer.postgres.read.EventReader;
import com.zaxxer.hikari.HikariDataSource;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads of pages from a read replica, a streaming one of PostgreSQL's, and never other answers than the primary would give. Thread-safe.
 *
 * <h2>What must hold</h2>
 * What was acknowledged to anybody, by any process, before a read began, that read sees: events, but also that a payload is erased. So a
 * stream's head would not do as a measure. A read first asks the primary how far its log of changes is written durably, for an
 * acknowledgement comes after that; and then reads from the replica only if that has replayed as much. It is asked in the transaction of
 * the read, at a level where each statement sees what was replayed before it. The question costs the primary about as much as to look
 * up one row, so only what reads many goes this way.
 *
 * <p>Nor does a read see more: where commits wait for other standbys, a replica may hold what is not acknowledged yet, and may never be.
 * So it is read as the stream was at the head that the primary had.
 *
 * <h2>Which server is a replica</h2>
 * Positions mean something between copies of one server only. A replica has the primary's system identifier, is a standby, and has come
 * to the primary's timeline: after a failover, one that follows the server of before may hold what the new primary does not, at a higher
 * position. The control file, which tells the timeline, may be late; then the primary is read from until it is not. Two servers that were
 * promoted from copies of one backup, each without knowing of the other, have the same numbers for all of this and cannot be told apart.
 *
 * <h2>When it does not hold</h2>
 * A replica that is behind is waited for shortly, as it is rarely far; then the primary answers. So it does at once for a while after
 * that, and after the replica could not be reached; then one read tries again while the others go on with the primary.
 */
public final class ReplicaReads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaReads.class);

    /** Of no stream in particular. */
    private static final StreamId ANY = new StreamId(new UUID(0, 0), new UUID(0, 0));

    private static final Duration CATCH_UP = Duration.ofMillis(50);
    /** For an answer of the replica, before the primary is asked. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private static final Duration LOOK = Duration.ofMillis(3);
    private static final Duration PAUSE_WHEN_BEHIND = Duration.ofMillis(250);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Database primary;
    private final EventReader fromPrimary;
    private final Database replica;
    private final HikariDataSource pool;

    /** Why the replica is not read from now; null if it is. */
    private final AtomicReference<@Nullable Rest> rest = new AtomicReference<>();

    /**
     * Makes reads.
     *
     * @param pool the connections to the replica, to be closed with this
     */
    public ReplicaReads(Database primary, EventReader fromPrimary, HikariDataSource pool, PostgresTimeouts timeouts) {
        this.primary = primary;
        this.fromPrimary = fromPrimary;
        this.pool = pool;
        this.replica = new Database(new TimedConnections(pool, min(timeouts.network(), LONGEST_WAIT)), timeouts);
        EventReader.register(replica);
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /**
     * Finds out whether a server is a replica of the primary. One that cannot be reached just now, or has not come as far, is let pass with
     * a warning.
     *
     * @throws StoreFailedException if it is not, or refuses to be read from
     */
    public static void require(DataSource primary, DataSource replica) {
        try (Connection ours = primary.getConnection()) {
            WalPosition position = WalPosition.ofPrimary(ours, ANY);
            ReplicaState state = stateOf(replica, position);
            switch (state) {
                case NOT_A_STANDBY, OTHER_DATABASE ->
                    throw new StoreFailedException("the read replica cannot be used: " + state.sentence(), null);
                case OTHER_TIMELINE, UNREACHABLE -> warn(state);
                case BEHIND, IN_USE -> LOG.debug("Of the read replica: {}", state.sentence());
            }
        } catch (SQLException e) {
            throw new StoreFailedException(
                    "there can be no read replica: the database does not tell how far its log of changes has come", e);
        }
    }

    private static ReplicaState stateOf(DataSource replica, WalPosition position) {
        try (Connection connection = replica.getConnection()) {
            connection.setAutoCommit(false);
            ReplicaState state = position.stateOf(connection);
            connection.rollback();
            return state;
        } catch (SQLException e) {
            if (SqlErrors.isUnavailable(e) && !isUnknownHost(e)) {
                LOG.debug("The read replica cannot be reached", e);
                return ReplicaState.UNREACHABLE;
            }
            throw new StoreFailedException(
                    "the read replica cannot be used: "
                            + (isUnknownHost(e)
                                    ? "there is no host of that name"
                                    : SqlErrors.opening(e).getMessage()),
                    e);
        }
    }

    private static boolean isUnknownHost(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return true;
            }
        }
        return false;
    }

    /** Reads from the replica if it holds all that the primary does, and from the primary otherwise. */
    public <T> T read(StreamId stream, ReadUpTo<T> work) {
        if (mayAsk()) {
            WalPosition position = primary.readAtOnce(connection -> WalPosition.ofPrimary(connection, stream));
            try {
                T result = fromReplica(position, work);
                found(ReplicaState.IN_USE);
                return result;
            } catch (UnfitReplicaException e) {
                found(e.state());
            } catch (SequencerException e) {
                LOG.debug("The read replica cannot be read from", e);
                found(ReplicaState.UNREACHABLE);
            }
        }
        return work.from(fromPrimary, Long.MAX_VALUE);
    }

    /** A read of a stream. */
    public interface ReadUpTo<T> {

        /** Reads what the stream was when it had come to the head {@code upTo}. */
        T from(EventReader reader, long upTo);
    }

    /** Returns whether it is in use, asking it unless that was tried in vain a moment ago. */
    public ReplicaState state() {
        long unused = read(ANY, (reader, upTo) -> reader.head(ANY));
        Rest now = rest.get();
        return now == null ? ReplicaState.IN_USE : now.state;
    }

    private <T> T fromReplica(WalPosition position, ReadUpTo<T> work) {
        ReachedReads reached = new ReachedReads(replica, position);
        EventReader reader = EventReader.by(reached);
        long deadline = System.nanoTime() + CATCH_UP.toNanos();
        while (true) {
            try {
                return work.from(reader, position.head());
            } catch (UnfitReplicaException e) {
                boolean isLate = System.nanoTime() - deadline > 0
                        || Thread.currentThread().isInterrupted();
                if (e.state() != ReplicaState.BEHIND || isLate) {
                    throw e;
                }
                LockSupport.parkNanos(LOOK.toNanos());
            }
        }
    }

    /** Of those who come when a pause is over, the first one goes, and begins another one for the others. */
    private boolean mayAsk() {
        Rest now = rest.get();
        return now == null || (System.nanoTime() - now.until >= 0 && rest.compareAndSet(now, Rest.after(now.state)));
    }

    private void found(ReplicaState state) {
        Rest next = state == ReplicaState.IN_USE ? null : Rest.after(state);
        Rest last = rest.getAndSet(next);
        ReplicaState before = last == null ? ReplicaState.IN_USE : last.state;
        if (state == before) {
            return;
        }
        if (state == ReplicaState.IN_USE && before != ReplicaState.BEHIND) {
            LOG.info("The read replica is in use again");
        } else if (state != ReplicaState.IN_USE && state != ReplicaState.BEHIND) {
            warn(state);
        }
    }

    private static void warn(ReplicaState state) {
        LOG.warn("All reads go to the primary for now; of the read replica: {}", state.sentence());
    }

    @Override
    public void close() {
        replica.close();
        pool.close();
    }

    private record Rest(ReplicaState state, long until) {

        static Rest after(ReplicaState state) {
            Duration pause = state == ReplicaState.BEHIND ? PAUSE_WHEN_BEHIND : PAUSE;
            return new Rest(state, System.nanoTime() + pause.toNanos());
        }
    }
}
