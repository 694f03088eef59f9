package com.stateset.sequencer.ingest;

import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Rejection;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an application demands of payloads beyond that they are JSON. Asked on the threads of the callers, before a batch is queued; so it
 * may take its time without keeping other callers from the store, and must not depend on what the log holds. Thread-safe.
 *
 * <p>A verdict counts only for events that are new: one that is in the log already is answered as a replay, whatever the rule has become
 * since. Events of the sequencer's own are not asked about.
 */
@FunctionalInterface
public interface PayloadRule {

    /** Demands nothing. */
    PayloadRule NONE = (tenantId, eventTypes) -> event -> null;

    /**
     * Returns how to judge the events of one batch: what is looked up is looked up once for all of them.
     *
     * @param tenantId the tenant of the batch
     * @param eventTypes the types of its events that are of the right form
     * @return judges events of these types; used by one thread
     */
    Check forBatch(UUID tenantId, Set<String> eventTypes);

    /** Judges the events of one batch. */
    @FunctionalInterface
    interface Check {

        /** Returns why an event, whose payload is readable, is rejected; null if nothing speaks against it. */
        @Nullable
        Rejection problem(Event event);
    }
}
