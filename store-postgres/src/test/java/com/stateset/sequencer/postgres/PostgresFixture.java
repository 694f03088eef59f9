package com.stateset.sequencer.postgres;

import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.testsupport.TestPostgres;
import org.jspecify.annotations.Nullable;

/** A database of its own for every place, on the server that the tests of this JVM share. */
public final class PostgresFixture implements StoreFixture {

    /** With the schema, but empty: to copy it is quicker than to make the schema again. */
    private static @Nullable String template;

    /** For other JVMs too: they open places, they do not make them. */
    public PostgresFixture() {}

    @Override
    public String create() {
        return newDatabase();
    }

    /** Makes a database that has the schema already. */
    static synchronized String newDatabase() {
        String made = template;
        if (made == null) {
            made = TestPostgres.shared().createDatabase();
            PostgresEventStore.connect(made).close();
            template = made;
        }
        return TestPostgres.shared().copyOf(made);
    }

    @Override
    public EventStore open(String place) {
        return PostgresEventStore.connect(place);
    }

    @Override
    public void delete(String place) {
        TestPostgres.shared().dropDatabase(place);
    }
}
