package com.stateset.sequencer.postgres.connection;

import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.error.StoreFailedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Takes as many connections of a data source at once as a store is going to need, and gives them back: a pool that is too small
 * would look like a database that cannot be reached, and only when the first append is followed by a read.
 *
 * @param dataSource the application's
 * @param limit how long to wait for each connection, if the data source itself waits longer
 */
public record EnoughConnections(DataSource dataSource, Duration limit) {

    /**
     * Returns if the data source gives so many.
     *
     * @throws StoreFailedException if it gives fewer, but some
     */
    public void require(int needed) {
        TimedConnections connections = new TimedConnections(dataSource, limit);
        List<Connection> taken = new ArrayList<>();
        try {
            while (taken.size() < needed) {
                taken.add(connections.openInTime());
            }
        } catch (SQLException e) {
            throw taken.isEmpty() ? SqlErrors.opening(e) : tooFew(needed, taken.size(), e);
        } finally {
            taken.forEach(connection -> giveBack(connections, connection));
        }
    }

    private static SequencerException tooFew(int needed, int given, SQLException e) {
        if (!SqlErrors.isUnavailable(e)) {
            return SqlErrors.opening(e);
        }
        return new StoreFailedException(
                "the data source did not give the " + needed + " connections at once that the store needs, "
                        + (needed == 2 ? "one" : Integer.toString(needed - 1))
                        + " to append and one for everything else, but " + given
                        + ": its pool is too small, or others have taken it",
                e);
    }

    private static void giveBack(TimedConnections connections, Connection connection) {
        try {
            connections.closeConnection(connection);
        } catch (SQLException e) {
            // It is gone in any case.
        }
    }
}
