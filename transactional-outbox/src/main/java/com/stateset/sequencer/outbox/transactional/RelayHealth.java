package com.stateset.sequencer.outbox.transactional;

import com.stateset.sequencer.event.StreamId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a relay is.
 *
 * @param isRunning whether it works; false once it was closed or has broken down, and {@link OutboxRelay#completion} says which
 * @param troubles what it fails at and tries again, in no order
 */
public record RelayHealth(boolean isRunning, List<Trouble> troubles) {

    public RelayHealth {
        troubles = List.copyOf(troubles);
    }

    /** Whether it works, and nothing fails. Rejected events are no trouble of the relay's: see {@link TransactionalOutbox#backlog}. */
    public boolean isWell() {
        return isRunning && troubles.isEmpty();
    }

    /**
     * Something that goes on failing.
     *
     * @param stream whose events do not get on; empty if the outbox's own database fails
     * @param since when it began
     * @param attempts how often it has failed since, at least once
     * @param error what was said last
     */
    public record Trouble(Optional<StreamId> stream, Instant since, int attempts, String error) {

        public Trouble {
            Objects.requireNonNull(stream, "stream");
            Objects.requireNonNull(since, "since");
            Objects.requireNonNull(error, "error");
        }
    }
}
