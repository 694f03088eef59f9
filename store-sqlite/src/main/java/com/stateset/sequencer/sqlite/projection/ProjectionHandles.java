package com.stateset.sequencer.sqlite.projection;

import com.stateset.sequencer.sqlite.support.NonCommittingConnection;
import java.sql.Connection;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jspecify.annotations.Nullable;

/**
 * Makes the handles that projections write through: on the connection that writes, so that nothing done
 * with them ends its transaction. For one thread at a time, as that connection is.
 *
 * <p>They share one Jdbi, and what that has learned of the statements. What goes wrong with them is said
 * without the statement's values: it is kept with the event, and read by people who may not see what the
 * event holds.
 */
final class ProjectionHandles {

    private final Jdbi jdbi = Jdbi.create(this::lent)
            .configure(StatementExceptions.class, failures -> failures.setMessageRendering(MessageRendering.NONE));
    private @Nullable Connection lent;

    /**
     * Makes a handle for one piece of work.
     *
     * @param connection the connection that writes; the handle must not be used after its transaction
     * @return a handle that refuses to end the transaction
     */
    Handle on(Connection connection) {
        lent = NonCommittingConnection.refusing(
                connection, "a projection must not end the transaction that it is given");
        return jdbi.open();
    }

    private Connection lent() {
        return Objects.requireNonNull(lent);
    }
}
