package com.stateset.sequencer.outbox.transactional;

import java.time.Instant;
import java.util.Optional;

/**
 * What of a stream's events waits in the outbox, committed by the application and not sequenced yet.
 *
 * @param pending how many will be sent as soon as a relay comes to them
 * @param blocked how many wait behind a rejected one of their entity
 * @param rejected how many wait to be settled by someone
 * @param oldestPending when the first of the pending ones was appended: the relay's lag; empty if there is none
 */
public record OutboxBacklog(long pending, long blocked, long rejected, Optional<Instant> oldestPending) {

    /** Whether everything that was committed stands in the log, or was discarded. */
    public boolean isEmpty() {
        return pending + blocked + rejected == 0;
    }
}
