package com.stateset.sequencer.postgres;

import com.stateset.sequencer.testsupport.TestPostgres;

/** Databases that have the schema already, on the server that the tests of this JVM share. */
final class MigratedDatabase {

    private MigratedDatabase() {}

    /** Makes a database, empty but for the schema, and returns its URL. */
    static String create() {
        return TestPostgres.shared()
                .createDatabase(
                        "sequencer", url -> PostgresEventStore.connect(url).close());
    }
}
