package com.stateset.sequencer.device;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Keeps which installations of agents have shown themselves. Thread-safe. Throws what event stores throw. */
public interface DeviceStore {

    /** The most installations that are kept of an agent. */
    int MOST_OF_AN_AGENT = 64;

    /**
     * Keeps a sighting, and compares its mark with the one that was kept: one transaction, durable when it returns. The same sighting once
     * more changes nothing. Of an agent's installations the {@value #MOST_OF_AN_AGENT} seen last are kept; one that was forgotten
     * and shows itself again is a new one.
     *
     * @param now when that is, in whole microseconds
     */
    DeviceReport sighted(DeviceSighting sighting, Instant now);

    /** Returns what is kept of an installation; empty if it has never shown itself. */
    Optional<KnownDevice> find(UUID tenantId, UUID agentId, UUID installId);
}
