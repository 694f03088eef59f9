package com.stateset.sequencer.device;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Keeps which installations of agents have shown themselves. Thread-safe. Throws what event stores throw. */
public interface DeviceStore {

    /**
     * Keeps a sighting, and compares its mark with the one that was kept: one transaction, durable when it returns. The same sighting once
     * more changes nothing.
     *
     * @param now when that is, in whole microseconds
     */
    DeviceReport sighted(DeviceSighting sighting, Instant now);

    /** Returns what is kept of an installation; empty if it has never shown itself. */
    Optional<KnownDevice> find(UUID tenantId, UUID agentId, UUID installId);
}
