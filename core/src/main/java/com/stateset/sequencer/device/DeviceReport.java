package com.stateset.sequencer.device;

/**
 * What is known of the installations of an agent.
 *
 * @param copied whether a copy of this installation has shown itself since this one did: the mark was another one
 * @param sharingKey how many other installations of the agent have shown themselves with the same key id
 */
public record DeviceReport(boolean copied, long sharingKey) {

    /** Whether this installation is the only one that signs as it does. */
    public boolean isAlone() {
        return !copied && sharingKey == 0;
    }
}
