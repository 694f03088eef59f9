package com.stateset.sequencer.postgres.tables;

import com.stateset.sequencer.device.DeviceReport;
import com.stateset.sequencer.device.DeviceSighting;
import com.stateset.sequencer.device.DeviceStore;
import com.stateset.sequencer.device.KnownDevice;
import com.stateset.sequencer.postgres.connection.Database;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Agents' installations, in {@code agent_devices}. One statement compares the mark and replaces it, so that of two copies that come at once
 * the second one is told. Thread-safe.
 */
public final class DeviceTable implements DeviceStore {

    private final Database database;

    public DeviceTable(Database database) {
        this.database = database;
    }

    @Override
    public DeviceReport sighted(DeviceSighting sighting, Instant now) {
        return database.write(handle -> {
            DeviceQueries queries = handle.attach(DeviceQueries.class);
            UUID left = sighting.leaves();
            if (left != null) {
                queries.leave(sighting.tenantId(), sighting.agentId(), left);
            }
            queries.makeRoom(sighting.tenantId(), sighting.agentId(), sighting.installId(), MOST_OF_AN_AGENT - 1);
            DeviceQueries.ShownMark shown = queries.sighted(
                    sighting.tenantId(),
                    sighting.agentId(),
                    sighting.installId(),
                    sighting.keyId(),
                    sighting.mark(),
                    sighting.nextMark(),
                    now);
            return new DeviceReport(
                    shown.copied(),
                    shown.keptMark(),
                    queries.sharingKey(
                            sighting.tenantId(), sighting.agentId(), sighting.keyId(), sighting.installId()));
        });
    }

    @Override
    public Optional<KnownDevice> find(UUID tenantId, UUID agentId, UUID installId) {
        return database.read(handle -> handle.attach(DeviceQueries.class).find(tenantId, agentId, installId));
    }
}
