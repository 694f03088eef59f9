package com.stateset.sequencer.postgres.connection;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of a data source, none of which waits for ever. Thread-safe.
 *
 * <p>A network may swallow what is sent without a word; a connection without a time limit of its own then waits
 * until the operating system gives up, which may be never. So each gets a limit when it is taken, unless it has
 * a shorter one, and is given back as it was: it may be the application's, which has reasons of its own for its
 * settings.
 *
 * <p>What the limit does: when an answer does not come in time the driver closes the connection and throws. So
 * whatever was under way has an unknown outcome, as if the connection had broken. The limit is for each wait,
 * not for a sum of them; that there are finitely many is up to those who use the connection.
 *
 * <p><b>State.</b> {@code changed} has the connections that are out and whose limit was changed, by identity,
 * since pools hand out wrappers that may be equal. An entry lives from taking a connection to giving it back. A
 * driver or pool that has no such limits is used without: those of the store's own pool have a socket timeout
 * besides.
 */
public final class TimedConnections implements ConnectionFactory {

    private static final Logger LOG = LoggerFactory.getLogger(TimedConnections.class);

    /** How long a connection that is given back may take to become as it was. */
    private static final int RETURN_MILLIS = 2000;

    private final DataSource dataSource;
    private final int limitMillis;
    private final Map<Connection, Integer> changed = Collections.synchronizedMap(new IdentityHashMap<>());

    /**
     * Makes connections of a data source limited.
     *
     * @param limit for each answer; at least a millisecond
     */
    public TimedConnections(DataSource dataSource, Duration limit) {
        this.dataSource = dataSource;
        this.limitMillis = (int) Math.max(1, limit.toMillis());
    }

    /** How long anything that has to do with a connection may take, in milliseconds. */
    public int limitMillis() {
        return limitMillis;
    }

    @Override
    public Connection openConnection() throws SQLException {
        Connection connection = dataSource.getConnection();
        limit(connection);
        return connection;
    }

    /**
     * As {@link #openConnection}, which the data source may let wait for ever, too: not this. A thread of its
     * own does the waiting; if a connection comes to it after all, when nobody waits any more, it gives it
     * back.
     *
     * @throws SQLException of class 08 if there was none in time, or if this thread was interrupted, which it
     *     stays
     */
    public Connection openInTime() throws SQLException {
        CompletableFuture<Connection> opening = new CompletableFuture<>();
        Thread opener = new Thread(() -> open(opening), "sequencer-connect");
        opener.setDaemon(true);
        opener.start();
        try {
            return opening.get(limitMillis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException failure) {
                throw failure;
            }
            throw unavailable(e.getCause());
        } catch (TimeoutException e) {
            opening.cancel(false);
            throw unavailable(e);
        } catch (InterruptedException e) {
            opening.cancel(false);
            Thread.currentThread().interrupt();
            throw unavailable(e);
        }
    }

    @Override
    public void closeConnection(Connection connection) throws SQLException {
        try (connection) {
            Integer before = changed.remove(connection);
            if (before != null && !connection.isClosed()) {
                connection.setNetworkTimeout(Runnable::run, before);
            }
        }
    }

    /**
     * Lets a connection that is about to be given back wait for the server only shortly; only one whose limit
     * is put back afterwards.
     */
    public void hurry(Connection connection) throws SQLException {
        if (changed.containsKey(connection)) {
            connection.setNetworkTimeout(Runnable::run, Math.min(limitMillis, RETURN_MILLIS));
        }
    }

    /**
     * Completes the future or, if that was given up meanwhile, closes what came too late: exactly one of the
     * two sides has the connection.
     */
    private void open(CompletableFuture<Connection> opening) {
        try {
            Connection connection = openConnection();
            if (!opening.complete(connection)) {
                closeConnection(connection);
            }
        } catch (SQLException | RuntimeException | Error e) {
            opening.completeExceptionally(e);
        }
    }

    private void limit(Connection connection) throws SQLException {
        try {
            int before = connection.getNetworkTimeout();
            if (before == 0 || before > limitMillis) {
                connection.setNetworkTimeout(Runnable::run, limitMillis);
                changed.put(connection, before);
            }
        } catch (SQLFeatureNotSupportedException | AbstractMethodError e) {
            LOG.debug("The data source's connections take no time limit", e);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** What is thrown for a connection that did not come: {@link SqlErrors} takes it for an outage. */
    public static SQLException unavailable(@Nullable Throwable cause) {
        return new SQLTransientConnectionException("the data source gave no connection in time", "08001", cause);
    }
}
