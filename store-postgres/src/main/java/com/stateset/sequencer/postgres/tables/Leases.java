package com.stateset.sequencer.postgres.tables;

import com.stateset.sequencer.postgres.connection.Database;
import com.stateset.sequencer.spi.LeaseStore;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Leases by the database's clock, in {@code leases}. Thread-safe.
 *
 * <p>One statement takes what is free, one's own, or over; two that want the same lease wait for each other's
 * row. The clocks of processes do not matter, but a holder has to know how long it has been away: one that
 * stood still may find its lease with another one, and whatever it does under a lease must be harmless if that
 * happens. It is here: commitments are guarded by their tips, projections by their locks. A lease saves work
 * that is done twice, and guards nothing.
 */
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
