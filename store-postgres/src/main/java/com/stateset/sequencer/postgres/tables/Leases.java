package com.stateset.sequencer.postgres.tables;

import com.stateset.sequencer.postgres.connection.Database;
import com.stateset.sequencer.spi.LeaseStore;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Leases by the database's clock, in {@code leases}. Thread-safe. */
public final class Leases implements LeaseStore {

    private final Database database;

    public Leases(Database database) {
        this.database = database;
    }

    @Override
    public boolean take(String name, UUID holder, Duration duration) {
        long micros = TimeUnit.MICROSECONDS.convert(duration);
        return database.write(handle -> handle.attach(LeaseQueries.class).take(name, holder, micros)) == 1;
    }

    @Override
    public void release(String name, UUID holder) {
        database.write(handle -> {
            handle.attach(LeaseQueries.class).release(name, holder);
            return name;
        });
    }
}
