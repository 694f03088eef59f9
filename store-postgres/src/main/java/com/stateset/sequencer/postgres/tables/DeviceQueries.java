package com.stateset.sequencer.postgres.tables;

import com.stateset.sequencer.device.KnownDevice;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** The statements of {@link DeviceTable}. */
interface DeviceQueries {

    /**
     * What a comparison of marks says.
     *
     * @param copied whether it was another one, now or before
     * @param keptMark the one that was kept
     */
    record ShownMark(boolean copied, @Nullable UUID keptMark) {}

    /** Returns whether the mark was, now or before, neither the one that is kept nor, of a repeated call, the next one. */
    @SqlQuery("""
            insert into sequencer.agent_devices as d
                (tenant_id, agent_id, install_id, key_id, mark, first_seen, last_seen)
            values (:tenant, :agent, :install, :keyId, :next, :now, :now)
            on conflict (tenant_id, agent_id, install_id) do update set
                key_id = excluded.key_id, mark = excluded.mark, kept_mark = d.mark, last_seen = excluded.last_seen,
                copied_at = case when d.mark in (:mark, :next, '00000000-0000-0000-0000-000000000000') then d.copied_at else excluded.last_seen end
            returning copied_at is not null as copied, kept_mark
            """)
    @RegisterConstructorMapper(ShownMark.class)
    ShownMark sighted(UUID tenant, UUID agent, UUID install, long keyId, UUID mark, UUID next, Instant now);

    @SqlQuery("""
            select mark, copied_at is not null as copied from sequencer.agent_devices
            where tenant_id = :tenant and agent_id = :agent and install_id = :install
            """)
    @RegisterConstructorMapper(KnownDevice.class)
    Optional<KnownDevice> find(UUID tenant, UUID agent, UUID install);

    /** What is left may show any mark next, and signs with no key until it shows itself again. */
    @SqlUpdate("""
            update sequencer.agent_devices set key_id = 0, copied_at = null, mark = '00000000-0000-0000-0000-000000000000'
            where tenant_id = :tenant and agent_id = :agent and install_id = :left
            """)
    void leave(UUID tenant, UUID agent, UUID left);

    /** Forgets the installations seen longest ago, beside this one and a number of others. What another transaction holds stays until the next time. */
    @SqlUpdate("""
            delete from sequencer.agent_devices
            where tenant_id = :tenant and agent_id = :agent and install_id in (
                select install_id from sequencer.agent_devices
                where tenant_id = :tenant and agent_id = :agent and install_id in (
                    select install_id from sequencer.agent_devices
                    where tenant_id = :tenant and agent_id = :agent and install_id <> :install
                    order by (copied_at is null), last_seen desc, install_id
                    offset :others)
                for update skip locked)
            """)
    void makeRoom(UUID tenant, UUID agent, UUID install, int others);

    @SqlQuery("""
            select count(*) from sequencer.agent_devices
            where tenant_id = :tenant and agent_id = :agent and key_id = :keyId and install_id <> :install
            """)
    long sharingKey(UUID tenant, UUID agent, long keyId, UUID install);
}
