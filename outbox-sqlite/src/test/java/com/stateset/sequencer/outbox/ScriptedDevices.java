package com.stateset.sequencer.outbox;

import com.stateset.sequencer.device.DeviceReport;
import com.stateset.sequencer.device.DeviceSighting;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The installations of a scripted server's agents, and which are copies of each other. Thread-safe. */
final class ScriptedDevices {

    private final Map<UUID, Deque<DeviceSighting>> devices = new HashMap<>();
    private final Set<UUID> copied = new HashSet<>();
    private boolean refusesCopies;

    /** As a restored backup does. */
    synchronized void forgetLastMark() {
        devices.values().forEach(Deque::removeLast);
    }

    /** As one with that policy does. */
    synchronized void refuseCopies() {
        refusesCopies = true;
    }

    /** How many installations an agent has. */
    synchronized long sharing(UUID agentId) {
        return devices.values().stream()
                .filter(device -> device.getLast().agentId().equals(agentId))
                .count();
    }

    synchronized DeviceReport sighted(DeviceSighting sighting) {
        if (sighting.leaves() != null) {
            copied.remove(sighting.leaves());
            devices.remove(sighting.leaves());
        }
        Deque<DeviceSighting> known = devices.computeIfAbsent(sighting.installId(), id -> new ArrayDeque<>());
        DeviceSighting last = known.peekLast();
        known.addLast(sighting);
        UUID kept = last == null ? null : last.nextMark();
        if (kept != null && !kept.equals(sighting.mark()) && !kept.equals(sighting.nextMark())) {
            copied.add(sighting.installId());
        }
        long sharing = devices.values().stream()
                .filter(device -> device != known && device.getLast().keyId() == sighting.keyId())
                .filter(device -> device.getLast().agentId().equals(sighting.agentId()))
                .count();
        return new DeviceReport(copied.contains(sighting.installId()), kept, sharing, refusesCopies);
    }
}
