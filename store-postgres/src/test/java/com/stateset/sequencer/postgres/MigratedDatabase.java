package com.stateset.sequencer.postgres;

import com.stateset.sequencer.testsupport.TestPostgres;
import org.jspecify.annotations.Nullable;

/** Databases that have the schema already, on the server that the tests of this JVM share. */
final class MigratedDatabase {

    /** Empty but for the schema: to copy it is quicker than to make the schema again. */
    private static @Nullable String template;

    private MigratedDatabase() {}

    /** Makes a database, and returns its URL. */
    static synchronized String create() {
        String made = template;
        if (made == null) {
            made = TestPostgres.shared().createDatabase();
            PostgresEventStore.connect(made).close();
            template = made;
        }
        return TestPostgres.shared().copyOf(made);
    }
}
