package com.stateset.sequencer.server.commitments;

import com.stateset.sequencer.server.http.ApiError;
import com.stateset.sequencer.server.http.ApiException;
import com.stateset.sequencer.spi.StoredCommitment;
import java.time.Duration;

/** State roots that an older writer did not know of: an answer that needs them says how they are filled in. */
final class StateRoots {

    private static final ApiError MISSING = ApiError.unavailable(
            "state_roots_missing",
            "An older writer left commitments of this stream without state roots; the command backfill-ves-state-roots fills"
                    + " them in.",
            Duration.ofSeconds(60));

    private StateRoots() {}

    /** Ends the call with 503 if a commitment lacks one. */
    static void require(StoredCommitment stored) {
        if (stored.prevStateRoot() == null || stored.newStateRoot() == null) {
            throw new ApiException(MISSING);
        }
    }
}
