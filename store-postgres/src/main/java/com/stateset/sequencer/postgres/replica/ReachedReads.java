package com.stateset.sequencer.postgres.replica;

import com.stateset.sequencer.postgres.connection.Database;
import com.stateset.sequencer.postgres.connection.ReadAccess;
import java.sql.SQLException;
import org.jdbi.v3.core.HandleCallback;

/**
 * Reads from a replica that has come to a position, and throws {@link UnfitReplicaException} from one that has not. Each read asks for
 * itself, on its own connection and in its own transaction: the URL may be that of a gateway to several replicas.
 */
record ReachedReads(Database replica, WalPosition position) implements ReadAccess {

    @Override
    public <T> T read(HandleCallback<T, SQLException> work) {
        return replica.read(handle -> {
            ReplicaState state = position.stateOf(handle.getConnection());
            if (state != ReplicaState.IN_USE) {
                throw new UnfitReplicaException(state);
            }
            return work.withHandle(handle);
        });
    }

    @Override
    public <T> T readAtOnce(SingleRead<T> work) {
        return read(handle -> work.read(handle.getConnection()));
    }
}
