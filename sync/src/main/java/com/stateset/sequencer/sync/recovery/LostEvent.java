package com.stateset.sequencer.sync.recovery;

import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.proof.Receipt;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event that was accepted once, and that the server's history does not have.
 *
 * @param sequenceNumber the place that it had
 * @param event the event, as it was verified when it came in
 * @param receipt the receipt for that place; null where no key signed one
 * @param way how it can come back
 */
public record LostEvent(
        long sequenceNumber, Event event, @Nullable Receipt receipt, Way way) {

    public LostEvent {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(way, "way");
    }

    /** How a lost event can come back. */
    public enum Way {
        /** The agent's own: it waits to be sent again, with its id. */
        OWN,
        /** Another agent's, and signed: whoever sends it, its author's signature speaks for it. */
        SIGNED,
        /** Another agent's, and not signed: only its author, or an administrator who answers for it, can send it. */
        UNSIGNED,
        /** The sequencer's own record that an entity was erased: it is made anew by erasing the entity again. */
        ERASURE,
        /** Its payload was erased, so that there is nothing to send. */
        ERASED
    }

    /** How an event can come back to a server, for an agent that holds it. */
    public static Way wayOf(Event event, UUID agentId) {
        if (Erasure.isReserved(event.entity())) {
            return Way.ERASURE;
        }
        if (!(event.payload() instanceof Payload.Content)) {
            return Way.ERASED;
        }
        if (event.sourceAgent().equals(agentId)) {
            return Way.OWN;
        }
        return event.authorship() instanceof Authorship.Signed ? Way.SIGNED : Way.UNSIGNED;
    }
}
