package com.stateset.sequencer.postgres;

import com.stateset.sequencer.event.StreamId;
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
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells other processes which streams have come how far: some time after the appends, all of that time in one statement of its
 * own. Never in the append's transaction, because commits that notify wait for each other, in the whole database. Thread-safe.
 *
 * <p>A notification that fails is dropped: those who wait look at the tables, too.
 */
final class HeadNotifier implements AutoCloseable {

    static final String CHANNEL = "sequencer_heads";
    static final String THREAD = "sequencer-notifier";

    private static final Logger LOG = LoggerFactory.getLogger(PostgresEventStore.class);

    private static final Duration PAUSE = Duration.ofMillis(25);
    private static final String NOTIFY = "select pg_notify('" + CHANNEL + "', payload) from unnest(?) payload";

    private final DataSource dataSource;
    private final ConcurrentMap<StreamId, Long> moved = new ConcurrentHashMap<>();
    private final AtomicBoolean due = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, HeadNotifier::daemon);

    HeadNotifier(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Takes note of what an append has stored. Does not wait. */
    void appended(List<AppendBatch> group, List<AppendResult> results) {
        for (int i = 0; i < group.size(); i++) {
            moved.merge(group.get(i).stream(), results.get(i).head(), Math::max);
        }
        if (due.compareAndSet(false, true)) {
            try {
                ScheduledFuture<?> unused = timer.schedule(this::tell, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.trace("Closed meanwhile", e);
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void tell() {
        due.set(false);
        List<StreamHead> heads = new ArrayList<>();
        moved.forEach((stream, head) -> {
            if (moved.remove(stream, head)) {
                heads.add(new StreamHead(stream, head));
            }
        });
        try {
            send(HeadPayload.of(heads));
        } catch (SQLException | RuntimeException e) {
            LOG.debug("Other processes are not told of new events; they find them by looking", e);
        }
    }

    private void send(List<String> payloads) throws SQLException {
        if (payloads.isEmpty()) {
            return;
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement notify = connection.prepareStatement(NOTIFY)) {
            notify.setArray(1, connection.createArrayOf("text", payloads.toArray()));
            notify.execute();
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, THREAD);
        thread.setDaemon(true);
        return thread;
    }
}
