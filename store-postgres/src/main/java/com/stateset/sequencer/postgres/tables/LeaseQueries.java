package com.stateset.sequencer.postgres.tables;

import java.util.UUID;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** The statements of {@link Leases}. */
interface LeaseQueries {

    /** Takes what is free, one's own, or over. */
    @SqlUpdate("""
            insert into sequencer.leases as l (name, holder, ends_at)
            values (:name, :holder, clock_timestamp() + :micros * interval '1 microsecond')
            on conflict (name) do update set holder = excluded.holder, ends_at = excluded.ends_at
            where l.holder = excluded.holder or l.ends_at <= clock_timestamp()
            """)
    int take(String name, UUID holder, long micros);

    @SqlUpdate("delete from sequencer.leases where name = :name and holder = :holder")
    void release(String name, UUID holder);
}
