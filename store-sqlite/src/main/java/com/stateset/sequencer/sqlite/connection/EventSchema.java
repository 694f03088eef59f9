package com.stateset.sequencer.sqlite.connection;

import com.stateset.sequencer.sqlite.support.SqliteFailures;
import com.stateset.sequencer.sqlite.support.SqliteSchema;
import java.util.List;

/**
 * What an event file holds, and what it is called in words. The file is marked by its own history of
 * migrations: a database without one is another program's, and is not touched.
 *
 * <p>The version of the schema is the number of the last script. A file with a higher one was written by
 * a later release and is refused; scripts that were released are never changed.
 */
public final class EventSchema {

    /** A file of its own: tables of another program are none of ours. */
    public static final SqliteSchema SCHEMA = new SqliteSchema(
            EventSchema.class,
            "com/stateset/sequencer/sqlite/migration",
            "schema_history",
            List.of(
                    "V1__event_log.sql",
                    "V2__verifiability.sql",
                    "V3__projections.sql",
                    "V4__snapshots.sql",
                    "V5__history_tree.sql",
                    "V6__key_authority.sql",
                    "V7__api_keys.sql",
                    "V8__erasure.sql",
                    "V9__moved_heads.sql",
                    "V10__anchors.sql",
                    "V11__agent_devices.sql",
                    "V12__payload_schemas.sql",
                    "V13__metadata.sql",
                    "V14__encryption_keys.sql",
                    "V15__tags.sql"),
            true);

    public static final SqliteFailures FAILURES = new SqliteFailures("the event store", "the event file");

    private EventSchema() {}
}
