package com.stateset.sequencer.outbox.transactional;

import java.sql.SQLException;

/** That one relay, or one settlement, is alone on a stream. Ends with its process, and with its transaction where that holds it. */
@FunctionalInterface
interface StreamClaim extends AutoCloseable {

    @Override
    void close() throws SQLException;
}
