package com.stateset.sequencer.protocol;

import com.stateset.sequencer.device.DeviceSighting;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /agents/devices}: an installation of an agent shows itself.
 *
 * @param tenantId the tenant
 * @param agentId the agent
 * @param keyId which of the agent's keys it signs with, an unsigned 32-bit number; 0 for none
 * @param installId the installation
 * @param mark what it has shown last
 * @param nextMark what it will show next
 * @param leaves the installation that it was a copy of until now; null for none
 */
public record WireDevice(UUID tenantId, UUID agentId, long keyId, UUID installId, UUID mark, UUID nextMark, @Nullable UUID leaves) {

    /** Checks the range of the id. */
    public WireDevice {
        KeyRevocation.requireKeyId(keyId);
    }

    /** Returns the form of a sighting. */
    public static WireDevice of(DeviceSighting sighting) {
        return new WireDevice(
                sighting.tenantId(),
                sighting.agentId(),
                sighting.keyId(),
                sighting.installId(),
                sighting.mark(),
                sighting.nextMark(),
                sighting.leaves());
    }

    /** Returns the sighting. */
    public DeviceSighting toSighting() {
        return new DeviceSighting(tenantId, agentId, keyId, installId, mark, nextMark, leaves);
    }
}
