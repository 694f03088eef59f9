package com.stateset.sequencer.sqlite.tables;

import com.stateset.sequencer.spi.LeaseStore;
import com.stateset.sequencer.sqlite.connection.SqliteDatabase;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import java.time.Duration;
import java.util.UUID;

/**
 * The table of leases, which end by the wall clock: processes that share a file share a machine, and so its
 * clock. Thread-safe.
 *
 * <p>A lease is taken by one statement that inserts it, or overwrites it if it is the same holder's or has
 * ended. So of two that come at once one has it. If the clock is set back, a lease lasts longer; if it is
 * set forward, two may hold it for a moment: what is done under a lease must be right then, too.
 *
 * <p>A row is a lease's name, who holds it and when it ends, in microseconds since 1970. Rows of leases
 * that have ended stay until the name is taken again.
 */
public final class SqliteLeases implements LeaseStore {

    private final SqliteDatabase database;

    public SqliteLeases(SqliteDatabase database) {
        this.database = database;
    }

    /** Takes or prolongs in one statement; the number of rows it changed says whether it did. */
    @Override
    public boolean take(String name, UUID holder, Duration duration) {
        return database.write(session -> {
            long now = database.now();
            return session.handle()
                            .createUpdate("""
                                    insert into leases (name, holder, ends_at)
                                    values (:name, :holder, :end)
                                    on conflict (name) do update
                                    set holder = excluded.holder, ends_at = excluded.ends_at
                                    where leases.holder = excluded.holder or leases.ends_at <= :now
                                    """)
                            .bind("name", name)
                            .bind("holder", BinaryForm.bytes(holder))
                            .bind(
                                    "end",
                                    BinaryForm.micros(BinaryForm.instant(now).plus(duration)))
                            .bind("now", now)
                            .execute()
                    == 1;
        });
    }

    /** Removes the row if it is still this holder's: one that another has taken over is left alone. */
    @Override
    public void release(String name, UUID holder) {
        database.write(session -> session.handle()
                .createUpdate("delete from leases where name = :name and holder = :holder")
                .bind("name", name)
                .bind("holder", BinaryForm.bytes(holder))
                .execute());
    }
}
