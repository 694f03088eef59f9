package com.stateset.sequencer.outbox;

import com.stateset.sequencer.outbox.connection.Session;
import com.stateset.sequencer.sync.OutboxProfile;

/**
 * Makes the tables of a transaction. Immutable.
 *
 * @param profile whose outbox it is
 * @param seal how payloads are kept in it
 */
record OutboxTables(OutboxProfile profile, PayloadSeal seal) {

    /** The own events. */
    EventTable events(Session session) {
        return new EventTable(session, new OutboxRowMapper(profile, seal));
    }

    /** What was pulled. */
    ReplicaTable replica(Session session) {
        return new ReplicaTable(session, profile.stream(), seal);
    }
}
