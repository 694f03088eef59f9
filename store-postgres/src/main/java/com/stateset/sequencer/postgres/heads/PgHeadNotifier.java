package com.stateset.sequencer.postgres.heads;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.connection.TimedConnections;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.StreamHead;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies other processes of how far streams have come: some time after the appends, all of that time in one
 * statement of its own. Never in the append's transaction, because commits that notify wait for each other, in
 * the whole database. Thread-safe.
 *
 * <p><b>State.</b> Appending threads leave heads in {@code moved}; the timer's thread takes them. A head that
 * rises while it is being sent stays in the map, because it is removed only as the value that was read. {@code
 * due} says that a run is scheduled that has not begun: a run clears it before it reads the map, so what was
 * left after that schedules the next one. Where no run can be scheduled, because there is no thread to be had,
 * the mark is taken back, and the next append tries again.
 *
 * <p><b>Size.</b> The map has one entry a stream, however many appends there were, and is emptied by each run:
 * while the database cannot be reached it holds no more than the streams appended to since the last run, and
 * nothing could be appended anyway.
 *
 * <p><b>Failures.</b> A notification that fails is dropped: subscriptions look at the tables, too. So nothing
 * here may fail an append, and the only connection that is ever waited for is waited for by the timer's thread.
 */
public final class PgHeadNotifier implements AutoCloseable {

    static final String CHANNEL = "sequencer_heads";
    public static final String THREAD = "sequencer-notifier";

    private static final Logger LOG = LoggerFactory.getLogger(PgHeadNotifier.class);

    private static final Duration PAUSE = Duration.ofMillis(25);
    private static final String NOTIFY = "select pg_notify('" + CHANNEL + "', payload) from unnest(?) payload";

    private final TimedConnections connections;
    private final ConcurrentMap<StreamId, Long> moved = new ConcurrentHashMap<>();
    private final AtomicBoolean due = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, PgHeadNotifier::daemon);

    public PgHeadNotifier(TimedConnections connections) {
        this.connections = connections;
    }

    /** Takes note of what an append has stored. Does not wait. */
    public void appended(List<AppendBatch> group, List<AppendResult> results) {
        for (int i = 0; i < group.size(); i++) {
            moved.merge(group.get(i).stream(), results.get(i).head(), Math::max);
        }
        if (due.compareAndSet(false, true)) {
            schedule();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void schedule() {
        try {
            ScheduledFuture<?> unused = timer.schedule(this::sendAll, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.trace("Closed meanwhile", e);
        } catch (OutOfMemoryError e) {
            due.set(false);
            LOG.warn("No thread to notify other processes of new events; they find them by looking", e);
        }
    }

    /**
     * One run: takes what has moved, and sends it. An exception would end the timer's task only, and is logged
     * instead.
     */
    private void sendAll() {
        due.set(false);
        List<StreamHead> heads = new ArrayList<>();
        moved.forEach((stream, head) -> {
            if (moved.remove(stream, head)) {
                heads.add(new StreamHead(stream, head));
            }
        });
        try {
            send(PgHeadPayload.of(heads));
        } catch (SQLException | RuntimeException e) {
            LOG.debug("Other processes are not notified of new events; they find them by looking", e);
        }
    }

    private void send(List<String> payloads) throws SQLException {
        if (payloads.isEmpty()) {
            return;
        }
        Connection connection = connections.openConnection();
        try (PreparedStatement notify = connection.prepareStatement(NOTIFY)) {
            notify.setArray(1, connection.createArrayOf("text", payloads.toArray()));
            notify.execute();
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        } finally {
            connections.closeConnection(connection);
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, THREAD);
        thread.setDaemon(true);
        return thread;
    }
}
