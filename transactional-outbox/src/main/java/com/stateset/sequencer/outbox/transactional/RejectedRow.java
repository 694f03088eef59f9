package com.stateset.sequencer.outbox.transactional;

import com.stateset.sequencer.event.NewEvent;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * An event that the log did not accept, though the transaction that it came from is committed. It is kept, and holds back the later
 * events of its entity, until it is settled: {@link TransactionalOutbox#retry retry}, {@link TransactionalOutbox#rebase rebase} or
 * {@link TransactionalOutbox#discard discard}.
 *
 * @param event the event as it was sent last
 * @param reason why, as it stands on the wire
 * @param message the same for a person
 * @param appendedAt when it came into the outbox
 */
public record RejectedRow(NewEvent event, String reason, String message, Instant appendedAt) {

    private static final String CONFLICT = "version_conflict";

    public RejectedRow {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(appendedAt, "appendedAt");
    }

    /** Names the event. */
    public UUID eventId() {
        return event.eventId();
    }

    /** Whether the entity had moved on meanwhile, so that the event can be rebased. */
    public boolean isConflict() {
        return reason.startsWith(CONFLICT);
    }

    static RejectedRow of(WaitingRow row) {
        return new RejectedRow(
                row.event(), String.valueOf(row.reason()), String.valueOf(row.message()), row.appendedAt());
    }
}
