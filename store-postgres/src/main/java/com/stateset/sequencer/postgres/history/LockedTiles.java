package com.stateset.sequencer.postgres.history;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TileSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The tiles of a stream's tree as they are in a transaction that holds the lock on its head: nothing is added to them meanwhile.
 * Of that transaction; not thread-safe.
 */
public final class LockedTiles implements TileSource {

    private final Connection connection;
    private final StreamId stream;

    public LockedTiles(Connection connection, StreamId stream) {
        this.connection = connection;
        this.stream = stream;
    }

    @Override
    public byte[] read(TilePath tile) {
        return readAll(List.of(tile)).get(0);
    }

    @Override
    public List<byte[]> readAll(List<TilePath> tiles) {
        try {
            return tiles.isEmpty() ? List.of() : StreamTiles.find(connection, stream, tiles);
        } catch (SQLException e) {
            throw new FailedReadException(e);
        }
    }

    /** Carries a failure through a plan, which knows nothing of databases. */
    public static final class FailedReadException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final SQLException sqlException;

        private FailedReadException(SQLException cause) {
            super(cause);
            this.sqlException = cause;
        }

        public SQLException sqlException() {
            return sqlException;
        }
    }
}
