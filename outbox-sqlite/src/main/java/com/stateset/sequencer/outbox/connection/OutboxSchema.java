package com.stateset.sequencer.outbox.connection;

import com.stateset.sequencer.sqlite.support.SqliteFailures;
import com.stateset.sequencer.sqlite.support.SqliteSchema;

/**
 * What an outbox file holds, and what it is called in words. All names begin with {@code sequencer_}: the
 * tables may stand in an application's own database, beside its own and their migrations.
 */
public final class OutboxSchema {

    /** Beside whatever else the file holds: it may be the application's own. */
    public static final SqliteSchema SCHEMA = new SqliteSchema(
            OutboxSchema.class, "com/stateset/sequencer/outbox/migration", "sequencer_outbox_schema_history", 10, false);

    public static final SqliteFailures FAILURES = new SqliteFailures("the outbox", "the outbox file");

    private OutboxSchema() {}
}
