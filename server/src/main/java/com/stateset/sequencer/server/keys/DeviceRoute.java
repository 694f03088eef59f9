package com.stateset.sequencer.server.keys;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.audit.AuditAction;
import com.stateset.sequencer.audit.AuditLog;
import com.stateset.sequencer.device.DeviceReport;
import com.stateset.sequencer.device.DeviceSighting;
import com.stateset.sequencer.device.DeviceStore;
import com.stateset.sequencer.device.KnownDevice;
import com.stateset.sequencer.protocol.keys.WireDevice;
import com.stateset.sequencer.protocol.keys.WireDeviceReport;
import com.stateset.sequencer.server.http.Answer;
import com.stateset.sequencer.server.http.Api;
import com.stateset.sequencer.server.http.Principal;
import com.stateset.sequencer.server.http.RequestBody;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Lets installations of agents show themselves, so that a copy is noticed: {@code POST /agents/devices}. A server whose store keeps none has
 * no such call.
 *
 * <p>What becomes of a copy is the agent's affair: it warns, and its events are taken as before. A server that refuses copies says so in the
 * same answer, and agents that see one then send nothing. Events themselves do not name an installation, so that a program that never shows
 * itself is not noticed either way.
 */
public final class DeviceRoute {

    private final Optional<DeviceStore> devices;
    private final RequestBody bodies;
    private final AuditLog audit;
    private final boolean refusesCopies;

    public DeviceRoute(Sequencer sequencer, RequestBody bodies, AuditLog audit, boolean refusesCopies) {
        this.devices = sequencer.devices();
        this.bodies = bodies;
        this.audit = audit;
        this.refusesCopies = refusesCopies;
    }

    public void register(Api api) {
        devices.ifPresent(store -> api.postOnly("/agents/devices", call -> sighted(call, store)));
    }

    private void sighted(Context call, DeviceStore store) throws IOException {
        WireDevice device = bodies.read(call, WireDevice.class);
        Principal.of(call).requireTenant(device.tenantId());
        Principal.of(call).requireAgent(device.agentId());
        DeviceSighting sighting = device.toSighting();
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        Supplier<DeviceReport> work = () -> store.sighted(sighting, now);
        DeviceReport report = news(store, sighting)
                .map(action -> audit.perform(KeyDeed.of(call, action, sighting), work))
                .orElseGet(work);
        Answer.write(call, WireDeviceReport.of(report.refusingCopies(refusesCopies)));
    }

    /**
     * What a sighting tells of a copy that was not known. Most say that nothing has changed, once an hour, and that is no deed; nor is a new
     * installation, of which an agent may make any number.
     */
    private Optional<AuditAction> news(DeviceStore store, DeviceSighting sighting) {
        if (!audit.isOn()) {
            return Optional.empty();
        }
        UUID left = sighting.leaves();
        if (left != null) {
            return find(store, sighting, left).filter(KnownDevice::copied).map(known -> AuditAction.DEVICE_CLEARED);
        }
        return find(store, sighting, sighting.installId())
                .filter(known -> !known.copied() && known.isCopiedBy(sighting))
                .map(known -> AuditAction.DEVICE_COPIED);
    }

    private static Optional<KnownDevice> find(DeviceStore store, DeviceSighting sighting, UUID installId) {
        return store.find(sighting.tenantId(), sighting.agentId(), installId);
    }
}
