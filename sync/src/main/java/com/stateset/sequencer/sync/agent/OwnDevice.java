package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.device.DeviceReport;
import com.stateset.sequencer.device.DeviceSighting;
import com.stateset.sequencer.error.DeviceCopiedException;
import com.stateset.sequencer.sync.SyncJournal;
import com.stateset.sequencer.sync.Transport;
import java.util.Optional;

/**
 * Shows the server which installation of the agent is at work, at the first attempt and then once an hour, and keeps what it says of copies. Not
 * thread-safe.
 *
 * <p>The mark that is shown next is kept before it is shown: if the answer is lost, the same is shown again, and that is no copy.
 */
final class OwnDevice {

    private static final long HOUR = 3_600_000_000_000L;

    private final SyncJournal journal;
    private final Transport transport;
    private final boolean refusesCopies;
    private long shownAt;
    private boolean wasShown;

    OwnDevice(SyncJournal journal, Transport transport, boolean refusesCopies) {
        this.journal = journal;
        this.transport = transport;
        this.refusesCopies = refusesCopies;
    }

    /**
     * Shows it, if it is time.
     *
     * @throws DeviceCopiedException if there is another with the same identity, and that is to be refused
     */
    void show() {
        long now = System.nanoTime();
        if (wasShown && now - shownAt < HOUR) {
            return;
        }
        DeviceSighting sighting = journal.sighting();
        Optional<DeviceReport> report = transport.sighted(sighting);
        boolean another = report.isPresent() && journal.shown(sighting, report.get());
        if (!another && report.filter(DeviceReport::copied).isPresent()) {
            // What was noticed was no copy: the server has gone back to an earlier state, and is to forget it.
            DeviceSighting again = journal.sighting();
            Optional<DeviceReport> second = transport.sighted(again);
            another = second.isPresent() && journal.shown(again, second.get());
        }
        if (another) {
            requireAlone(sighting, report.filter(DeviceReport::refusesCopies).isPresent());
        }
        shownAt = now;
        wasShown = true;
    }

    private void requireAlone(DeviceSighting sighting, boolean serverRefuses) {
        if (refusesCopies || serverRefuses) {
            throw new DeviceCopiedException("another device works with the identity of this one, key "
                    + sighting.keyId() + " of agent " + sighting.agentId()
                    + (serverRefuses ? ", which the server refuses" : "") + "; nothing was sent");
        }
    }
}
