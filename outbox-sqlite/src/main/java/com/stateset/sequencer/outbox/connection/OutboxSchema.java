package com.stateset.sequencer.outbox.connection;

import com.stateset.sequencer.sqlite.support.SqliteFailures;
import com.stateset.sequencer.sqlite.support.SqliteSchema;
import java.util.List;

/**
 * What an outbox file holds, and what it is called in words. All names begin with {@code sequencer_}: the
 * tables may stand in an application's own database, beside its own and their migrations.
 */
public final class OutboxSchema {

    /** Beside whatever else the file holds: it may be the application's own. */
    public static final SqliteSchema SCHEMA = new SqliteSchema(
            OutboxSchema.class,
            "com/stateset/sequencer/outbox/migration",
            "sequencer_outbox_schema_history",
            List.of(
                    "V1__outbox.sql",
                    "V2__suspected.sql",
                    "V3__history.sql",
                    "V4__keys_and_payloads.sql",
                    "V5__recovery.sql",
                    "V6__metadata.sql",
                    "V7__encrypted_payloads.sql",
                    "V8__scope.sql",
                    "V9__tags.sql"),
            false);

    public static final SqliteFailures FAILURES = new SqliteFailures("the outbox", "the outbox file");

    private OutboxSchema() {}
}
