package com.stateset.sequencer.sqlite.tables;

import com.stateset.sequencer.device.DeviceReport;
import com.stateset.sequencer.device.DeviceSighting;
import com.stateset.sequencer.device.DeviceStore;
import com.stateset.sequencer.device.KnownDevice;
import com.stateset.sequencer.sqlite.connection.SqliteDatabase;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The table of agents' installations. One statement compares the mark and replaces it, so that of two copies that come at once the second
 * one is told. Thread-safe.
 *
 * <p><b>How a copy is noticed.</b> An installation shows the mark that it was given last, and brings the one that it will show
 * next. A copy of its folder begins with the same mark; whichever of the two comes first has it replaced, and the other one then
 * shows a mark that is no longer there. A call whose answer was lost is made again with both marks unchanged and finds the next
 * one in place, which is no copy either. That there was one is remembered until the installation is left for a new one.
 *
 * <p><b>Why the SQL has this form.</b> In {@code do update set} every expression on the right sees the row as it was before,
 * whatever the order of the columns (SQLite documentation, <i>UPSERT</i>): so the mark is compared, kept and replaced in one
 * step, and {@code returning} gives back the row as it is afterwards, with the mark that stood there before in {@code kept_mark}.
 * A read and then a write would need no lock either, since a transaction here is alone; but one statement says what belongs
 * together. A mark of zeros fits anything: it is that of an installation that was left.
 */
public final class SqliteDevices implements DeviceStore {

    private final SqliteDatabase database;

    public SqliteDevices(SqliteDatabase database) {
        this.database = database;
    }

    @Override
    public DeviceReport sighted(DeviceSighting sighting, Instant now) {
        return database.write(session -> {
            leave(session.handle(), sighting);
            makeRoom(session.handle(), sighting);
            long sharing = sharingKey(session.handle(), sighting);
            return compared(session.handle(), sighting, BinaryForm.micros(now), sharing);
        });
    }

    @Override
    public Optional<KnownDevice> find(UUID tenantId, UUID agentId, UUID installId) {
        return database.read(handle -> handle.createQuery("""
                        select mark, copied_at is not null from agent_devices
                        where tenant_id = :tenant and agent_id = :agent and install_id = :install
                        """)
                .bind("tenant", BinaryForm.bytes(tenantId))
                .bind("agent", BinaryForm.bytes(agentId))
                .bind("install", BinaryForm.bytes(installId))
                .map((row, context) -> new KnownDevice(BinaryForm.uuid(row.getBytes(1)), row.getBoolean(2)))
                .findOne());
    }

    private static DeviceReport compared(Handle handle, DeviceSighting sighting, long now, long sharing) {
        return handle.createQuery("""
                        insert into agent_devices (tenant_id, agent_id, install_id, key_id, mark, first_seen, last_seen)
                        values (:tenant, :agent, :install, :key, :next, :now, :now)
                        on conflict (tenant_id, agent_id, install_id) do update set
                            key_id = excluded.key_id, mark = excluded.mark, kept_mark = mark, last_seen = excluded.last_seen,
                            copied_at = case when mark in (:mark, :next, zeroblob(16)) then copied_at else :now end
                        returning copied_at is not null, kept_mark
                        """)
                .bind("tenant", BinaryForm.bytes(sighting.tenantId()))
                .bind("agent", BinaryForm.bytes(sighting.agentId()))
                .bind("install", BinaryForm.bytes(sighting.installId()))
                .bind("key", sighting.keyId())
                .bind("mark", BinaryForm.bytes(sighting.mark()))
                .bind("next", BinaryForm.bytes(sighting.nextMark()))
                .bind("now", now)
                .map((row, context) -> {
                    byte[] kept = row.getBytes(2);
                    return new DeviceReport(row.getBoolean(1), kept == null ? null : BinaryForm.uuid(kept), sharing);
                })
                .one();
    }

    /** What is left may show any mark next, and signs with no key until it shows itself again. */
    private static void leave(Handle handle, DeviceSighting sighting) {
        UUID left = sighting.leaves();
        if (left != null) {
            handle.createUpdate("""
                            update agent_devices set key_id = 0, copied_at = null, mark = zeroblob(16)
                            where tenant_id = :tenant and agent_id = :agent and install_id = :install
                            """)
                    .bind("tenant", BinaryForm.bytes(sighting.tenantId()))
                    .bind("agent", BinaryForm.bytes(sighting.agentId()))
                    .bind("install", BinaryForm.bytes(left))
                    .execute();
        }
    }

    private static void makeRoom(Handle handle, DeviceSighting sighting) {
        handle.createUpdate("""
                        delete from agent_devices
                        where tenant_id = :tenant and agent_id = :agent and install_id in (
                            select install_id from agent_devices
                            where tenant_id = :tenant and agent_id = :agent and install_id <> :install
                            order by copied_at is null, last_seen desc, install_id
                            limit -1 offset :others)
                        """)
                .bind("tenant", BinaryForm.bytes(sighting.tenantId()))
                .bind("agent", BinaryForm.bytes(sighting.agentId()))
                .bind("install", BinaryForm.bytes(sighting.installId()))
                .bind("others", MOST_OF_AN_AGENT - 1)
                .execute();
    }

    private static long sharingKey(Handle handle, DeviceSighting sighting) {
        return handle.createQuery("""
                        select count(*) from agent_devices
                        where tenant_id = :tenant and agent_id = :agent and key_id = :key and install_id <> :install
                        """)
                .bind("tenant", BinaryForm.bytes(sighting.tenantId()))
                .bind("agent", BinaryForm.bytes(sighting.agentId()))
                .bind("key", sighting.keyId())
                .bind("install", BinaryForm.bytes(sighting.installId()))
                .mapTo(Long.class)
                .one();
    }
}
