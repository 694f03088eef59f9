package com.stateset.sequencer.outbox.transactional;

import com.stateset.sequencer.event.StreamId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Work in a transaction that has a stream for itself: no relay and no settlement, in whichever process, is at work on it meanwhile. */
final class ClaimedWork {

    private ClaimedWork() {}

    /**
     * Does work if the stream can be claimed. The claim outlasts the transaction's end, whichever end that is.
     *
     * @return what the work returns; empty if another holds the stream just now
     */
    static <T> Optional<T> run(Connection connection, StreamId stream, JdbcWork.Work<T> work) throws SQLException {
        List<StreamClaim> held = new ArrayList<>(1);
        try {
            return JdbcWork.run(connection, session -> {
                StreamClaim claim = session.dialect().tryClaim(connection, stream);
                if (claim == null) {
                    return Optional.empty();
                }
                held.add(claim);
                return Optional.of(work.in(session));
            });
        } finally {
            for (StreamClaim claim : held) {
                claim.close();
            }
        }
    }
}
