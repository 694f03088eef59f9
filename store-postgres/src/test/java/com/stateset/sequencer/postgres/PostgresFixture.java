package com.stateset.sequencer.postgres;

import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.testsupport.TestPostgres;

/** A database of its own for every place, on the server that the tests of this JVM share. */
public final class PostgresFixture implements StoreFixture {

    /** For other JVMs too: they open places, they do not make them. */
    public PostgresFixture() {}

    @Override
    public String create() {
        return MigratedDatabase.create();
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
