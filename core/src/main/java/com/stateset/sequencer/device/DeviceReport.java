package com.stateset.sequencer.device;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the installations of an agent.
 *
 * @param copied whether this installation, or a copy of it, has shown another mark than the one that was kept, now or before, and none of
 *     them has left since: there is a copy, or the store has gone back to an earlier state
 * @param keptMark the mark that was kept; null of an installation that was not known. One that this installation has shown itself
 *     tells that the store has gone back
 * @param sharingKey how many other installations of the agent have shown themselves with the same key id
 * @param refusesCopies whether who keeps them wants an installation that is not alone to send nothing; stores leave that to the server
 */
public record DeviceReport(boolean copied, @Nullable UUID keptMark, long sharingKey, boolean refusesCopies) {

    /** One of a store, which has no policy. */
    public DeviceReport(boolean copied, @Nullable UUID keptMark, long sharingKey) {
        this(copied, keptMark, sharingKey, false);
    }

    /** The same under a policy. */
    public DeviceReport refusingCopies(boolean value) {
        return new DeviceReport(copied, keptMark, sharingKey, value);
    }
}
