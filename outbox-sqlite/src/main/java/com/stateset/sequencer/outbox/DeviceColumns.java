package com.stateset.sequencer.outbox;

import com.stateset.sequencer.device.DeviceReport;
import com.stateset.sequencer.device.DeviceSighting;
import com.stateset.sequencer.outbox.connection.Session;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import com.stateset.sequencer.sync.OutboxProfile;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which installation an outbox is, within a transaction: columns of the one row that {@link HeadTable} describes. The id and the marks are
 * random; they are made when they are first asked for.
 */
final class DeviceColumns {

    /** A backup of the server is rarely so old. */
    private static final long KEPT = 10_000;

    private final Session session;

    DeviceColumns(Session session) {
        this.session = session;
    }

    /** What is shown next; the same until it was answered. */
    DeviceSighting sighting(OutboxProfile profile) throws SQLException {
        session.update("""
                update sequencer_outbox set install_id = coalesce(install_id, ?), device_mark = coalesce(device_mark, ?),
                    device_next = coalesce(device_next, ?)
                """, UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
        return session.first(
                        "select agent_key_id, install_id, device_mark, device_next, device_left from sequencer_outbox",
                        row -> new DeviceSighting(
                                profile.stream().tenantId(),
                                profile.agentId(),
                                row.getLong(1),
                                BinaryForm.uuid(row.getBytes(2)),
                                BinaryForm.uuid(row.getBytes(3)),
                                BinaryForm.uuid(row.getBytes(4)),
                                OutboxColumns.uuidOrNull(row, "device_left")))
                .orElseThrow();
    }

    /**
     * The next mark is the present one from now on, unless another process has shown it already.
     *
     * @return whether there is another installation with this identity
     */
    boolean shown(DeviceSighting sighting, DeviceReport report, Instant now) throws SQLException {
        boolean wentBack = report.copied() && isOwn(report.keptMark());
        boolean isShared = sighting.keyId() != 0 && report.sharingKey() > 0;
        boolean another = isShared || (report.copied() && !wentBack);
        keep(sighting.mark());
        session.update("""
                update sequencer_outbox set device_mark = device_next, device_next = null, device_left = ?
                where device_next = ?
                """, wentBack ? sighting.installId() : null, sighting.nextMark());
        session.update("update sequencer_outbox set device_copied = ?", another ? BinaryForm.micros(now) : null);
        if (!another) {
            // Those of a copy that has become a device of its own are settled.
            session.update("update sequencer_outbox set from_other_devices = 0 where from_other_devices > 0");
        }
        return another;
    }

    /** Whether this file has shown the mark itself: then the server has gone back to an earlier state, and there is no copy. */
    private boolean isOwn(@Nullable UUID mark) throws SQLException {
        return mark != null
                && session.number("select exists (select 1 from sequencer_outbox_marks where mark = ?)", mark) == 1;
    }

    /** Keeps the latest marks only, counted by their numbers. */
    private void keep(UUID mark) throws SQLException {
        session.update("insert into sequencer_outbox_marks (mark) values (?)", mark);
        session.update(
                "delete from sequencer_outbox_marks where number <= (select max(number) from sequencer_outbox_marks) - ?",
                KEPT);
    }

    void becomeAnother() throws SQLException {
        session.update(
                "update sequencer_outbox set device_left = install_id, install_id = ?, device_mark = null, device_next = null, device_copied = null,"
                        + " from_other_devices = 0",
                UUID.randomUUID());
    }
}
