package com.stateset.sequencer.outbox.transactional;

import com.stateset.sequencer.error.SequencerClosedException;
import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.error.SequencerFailedException;
import com.stateset.sequencer.event.StreamId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;

/**
 * What a relay's thread does: goes round the streams that have something to send, one batch each, and pauses when there is nothing
 * more. Streams take turns, so that a long one does not keep others waiting.
 *
 * <pre>
 *   cycle   one connection ── which streams have something pending? ── a turn for each that is due ── purge, once an hour
 *   turn    one round: got on ─► there may be more, no pause · nothing, or held elsewhere ─► · failed ─► later, others go on
 * </pre>
 *
 * <p>A connection is borrowed for a cycle and given back before the pause, so that an idle relay holds none. A failure of one stream's
 * statement leaves the connection to the others, if it still works.
 *
 * <p>What fails is tried again later ({@link RelayTroubles}): a stream that is stopped or busy, a log or a database that cannot be
 * reached. Only two things end the loop: {@link #stop}, and a sequencer that is closed or has broken down, since it never comes back.
 * {@link #stop} and {@link #wake} may be called by any thread, all else by the one that runs it.
 */
final class RelayLoop {

    private static final long PURGE_INTERVAL = Duration.ofHours(1).toNanos();
    private static final int VALIDATION_SECONDS = 5;

    private final DataSource database;
    private final RelayRound round;
    private final RelayTroubles troubles;
    private final Duration pollInterval;
    private final Duration keepDiscarded;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private boolean stopped;
    private boolean awake;
    private long nextPurge = System.nanoTime();

    RelayLoop(OutboxRelayBuilder config, RelayTroubles troubles) {
        this.database = config.database();
        this.round = new RelayRound(config.sequencer(), config.maxBatchEvents(), config.maxBatchBytes());
        this.troubles = troubles;
        this.pollInterval = config.pollInterval();
        this.keepDiscarded = config.keepDiscarded();
    }

    /**
     * Runs until it is stopped.
     *
     * @throws SequencerException if the sequencer is closed or has broken down
     */
    void run() {
        while (!isStopped()) {
            if (!cycle()) {
                pause();
            }
        }
    }

    void stop() {
        lock.lock();
        try {
            stopped = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the present pause, or the next one. */
    void wake() {
        lock.lock();
        try {
            awake = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    /** Goes round once; returns whether there may be more to do. */
    private boolean cycle() {
        if (!troubles.isDue(Optional.empty())) {
            return false;
        }
        try (Connection connection = database.getConnection()) {
            boolean more = goRound(connection);
            purge(connection);
            troubles.succeeded(Optional.empty());
            return more;
        } catch (SQLException e) {
            troubles.failed(Optional.empty(), e);
            return false;
        }
    }

    private boolean goRound(Connection connection) throws SQLException {
        List<StreamId> streams = JdbcWork.run(connection, RelayLoop::withPending);
        troubles.keepOnly(streams);
        boolean more = false;
        for (StreamId stream : streams) {
            if (!isStopped() && troubles.isDue(Optional.of(stream))) {
                more |= turn(connection, stream);
            }
        }
        return more;
    }

    private static List<StreamId> withPending(RowSession session) throws SQLException {
        List<StreamId> streams = new ArrayList<>();
        Optional<StreamId> next = RowTable.nextStream(session, null);
        while (next.isPresent()) {
            streams.add(next.get());
            next = RowTable.nextStream(session, next.get());
        }
        return streams;
    }

    /** A stream's turn; returns whether it got on. */
    private boolean turn(Connection connection, StreamId stream) throws SQLException {
        Optional<StreamId> what = Optional.of(stream);
        try {
            boolean gotOn =
                    round.run(connection, stream).filter(rows -> rows > 0).isPresent();
            troubles.succeeded(what);
            return gotOn;
        } catch (SequencerClosedException | SequencerFailedException e) {
            throw e;
        } catch (SequencerException e) {
            troubles.failed(what, e);
        } catch (SQLException e) {
            if (!connection.isValid(VALIDATION_SECONDS)) {
                throw e;
            }
            troubles.failed(what, e);
        }
        return false;
    }

    private void purge(Connection connection) throws SQLException {
        if (System.nanoTime() - nextPurge >= 0) {
            JdbcWork.run(connection, session -> RowTable.purge(session, keepDiscarded));
            nextPurge = System.nanoTime() + PURGE_INTERVAL;
        }
    }

    private void pause() {
        long left = TimeUnit.NANOSECONDS.convert(pollInterval);
        lock.lock();
        try {
            while (!stopped && !awake && left > 0) {
                left = woken.awaitNanos(left);
            }
            awake = false;
        } catch (InterruptedException e) {
            // Only closing interrupts this thread, after it has said so.
            Thread.currentThread().interrupt();
            stopped = true;
        } finally {
            lock.unlock();
        }
    }
}
