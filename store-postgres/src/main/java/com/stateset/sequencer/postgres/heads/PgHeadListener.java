package com.stateset.sequencer.postgres.heads;

import com.stateset.sequencer.spi.HeadListener;
import com.stateset.sequencer.spi.HeadWatch;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to what the {@link PgHeadNotifier}s of all processes send: on a connection and a thread of its own,
 * which connects again when the connection is lost. Thread-safe.
 *
 * <p><b>What must hold.</b> Nothing depends on a notification: subscriptions look at the tables anyway, more
 * often while {@link #areFlowing} says no. So all that must hold is that it says no when notifications may be
 * missing. It says yes only once something, at least our own greeting, has come back on the connection that
 * stands, because a connection pooler may have given the session to another client. It says no when the
 * connection fails, or is being made again. A network that swallows packets is noticed after {@code
 * LONGEST_SILENCE} and an unanswered ping; until then others' events are found by the rarer looks.
 *
 * <p><b>State.</b> The thread owns its connection; {@code flowing} is written by it alone and read by anybody;
 * {@code closed} is the one thing others change. There is no state of what was received: a head is handed on as
 * it comes, doubled and out of order, and the listener keeps the highest.
 *
 * <p><b>The end.</b> The thread ends when this is closed or interrupted, and for no other reason: also an
 * {@link Error} is a lost connection to it. It notices within {@code LISTEN_MILLIS}, or when the driver
 * returns. {@link #close} does not wait for it, as it may be inside a driver that does not return.
 *
 * <p><b>Connecting again</b> is tried after a pause that doubles up to {@code LONGEST_PAUSE}, and is short
 * again once a connection has carried something.
 */
public final class PgHeadListener implements HeadWatch {

    private static final Logger LOG = LoggerFactory.getLogger(PgHeadListener.class);

    private static final int LISTEN_MILLIS = 100;
    private static final long LONGEST_SILENCE = Duration.ofSeconds(10).toNanos();
    private static final int ANSWER_SECONDS = 3;
    private static final long FIRST_PAUSE = Duration.ofMillis(50).toMillis();
    private static final long LONGEST_PAUSE = Duration.ofSeconds(5).toMillis();

    private final DataSource dataSource;
    private final HeadListener listener;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean flowing;

    private PgHeadListener(DataSource dataSource, HeadListener listener) {
        this.dataSource = dataSource;
        this.listener = listener;
    }

    /**
     * Starts the thread, and returns before it has a connection.
     *
     * @param dataSource whose connections may be kept
     * @param listener called on the thread; must not block it, and an exception of its is taken for a lost
     *     connection
     */
    public static PgHeadListener start(DataSource dataSource, HeadListener listener) {
        PgHeadListener listening = new PgHeadListener(dataSource, listener);
        Thread thread = new Thread(listening::run, "sequencer-listener");
        thread.setDaemon(true);
        thread.start();
        return listening;
    }

    /** Whether our own greeting has come back on the connection that stands. */
    @Override
    public boolean areFlowing() {
        return flowing;
    }

    /** The thread ends soon after. */
    @Override
    public void close() {
        closed.countDown();
    }

    private void run() {
        long pause = FIRST_PAUSE;
        try {
            while (!isClosedAfter(0)) {
                try (Connection connection = dataSource.getConnection()) {
                    listen(connection);
                } catch (SQLException | RuntimeException | Error e) {
                    LOG.debug("Notices of other processes' events do not come in; looking for them instead", e);
                }
                pause = flowing ? FIRST_PAUSE : Math.min(2 * pause, LONGEST_PAUSE);
                flowing = false;
                if (isClosedAfter(pause)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("Interrupted; no more notices come in", e);
        } finally {
            flowing = false;
        }
    }

    /**
     * Listens until closed or until the connection fails. The session may go back to a pool, so it does not go
     * on listening.
     */
    private void listen(Connection connection) throws SQLException, InterruptedException {
        connection.setAutoCommit(true);
        PGConnection postgres = connection.unwrap(PGConnection.class);
        execute(connection, "listen " + PgHeadNotifier.CHANNEL);
        try {
            // A pooler in between may have given the session to another client: then this does not come back.
            execute(connection, "notify " + PgHeadNotifier.CHANNEL);
            receive(connection, postgres);
        } finally {
            execute(connection, "unlisten *");
        }
    }

    /**
     * Waits for notifications in small pieces, so that closing is noticed, and asks for a sign of life after a
     * long silence.
     */
    private void receive(Connection connection, PGConnection postgres) throws SQLException, InterruptedException {
        long heard = System.nanoTime();
        while (!isClosedAfter(0)) {
            PGNotification[] notifications = postgres.getNotifications(LISTEN_MILLIS);
            if (notifications != null && notifications.length > 0) {
                flowing = true;
                heard = System.nanoTime();
                for (PGNotification notification : notifications) {
                    PgHeadPayload.read(notification.getParameter(), listener);
                }
            } else if (System.nanoTime() - heard > LONGEST_SILENCE) {
                if (!connection.isValid(ANSWER_SECONDS)) {
                    return;
                }
                heard = System.nanoTime();
            }
        }
    }

    private boolean isClosedAfter(long millis) throws InterruptedException {
        return closed.await(millis, TimeUnit.MILLISECONDS);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
