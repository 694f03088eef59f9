package com.stateset.sequencer.protocol.keys;

import com.stateset.sequencer.device.DeviceReport;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code POST /agents/devices}.
 *
 * @param success true; failures are errors
 * @param copied whether the mark was another one than the one that was kept, now or before, and no copy has left since
 * @param keptMark the mark that was kept; null of an installation that was not known
 * @param sharingKey how many other installations of the agent sign with the same key id
 * @param refusesCopies whether an installation that is not alone is to send nothing; null of a server that has no such policy
 */
public record WireDeviceReport(
        boolean success,
        boolean copied,
        @Nullable UUID keptMark,
        long sharingKey,
        @Nullable Boolean refusesCopies) {

    /** Returns the form of a report. */
    public static WireDeviceReport of(DeviceReport report) {
        return new WireDeviceReport(
                true, report.copied(), report.keptMark(), report.sharingKey(), report.refusesCopies());
    }

    /** Returns the report. */
    public DeviceReport toReport() {
        return new DeviceReport(copied, keptMark, sharingKey, Boolean.TRUE.equals(refusesCopies));
    }
}
