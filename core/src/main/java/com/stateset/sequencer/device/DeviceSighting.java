package com.stateset.sequencer.device;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An installation of an agent shows itself.
 *
 * @param tenantId the tenant
 * @param agentId the agent
 * @param keyId which of the agent's keys this installation signs with; 0 if its events are not signed
 * @param installId the installation
 * @param mark what it has shown last; at its first time anything
 * @param nextMark what it will show next time: new random bits. A call that is repeated because its answer was lost has the same
 * @param leaves the installation that this one was a copy of until now, or this one itself if what was noticed was no copy: copies of it are
 *     forgotten; null for none
 */
public record DeviceSighting(
        UUID tenantId, UUID agentId, long keyId, UUID installId, UUID mark, UUID nextMark, @Nullable UUID leaves) {

    public DeviceSighting {
        Objects.requireNonNull(tenantId, "tenantId");
        Objects.requireNonNull(agentId, "agentId");
        Objects.requireNonNull(installId, "installId");
        Objects.requireNonNull(mark, "mark");
        Objects.requireNonNull(nextMark, "nextMark");
        if (keyId >>> 32 != 0) {
            throw new IllegalArgumentException("key id " + keyId + " is not an unsigned 32-bit number");
        }
    }
}
