package com.stateset.sequencer.protocol;

import com.stateset.sequencer.device.DeviceReport;

/**
 * The answer of {@code POST /agents/devices}.
 *
 * @param success true; failures are errors
 * @param copied whether a copy of the installation has shown itself since it did
 * @param sharingKey how many other installations of the agent sign with the same key id
 */
public record WireDeviceReport(boolean success, boolean copied, long sharingKey) {

    /** Returns the form of a report. */
    public static WireDeviceReport of(DeviceReport report) {
        return new WireDeviceReport(true, report.copied(), report.sharingKey());
    }

    /** Returns the report. */
    public DeviceReport toReport() {
        return new DeviceReport(copied, sharingKey);
    }
}
