package com.stateset.sequencer.audit;

import com.stateset.sequencer.event.EntityRef;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is about to be done, by whom, and to what: what is known of a deed before it is begun. Immutable.
 *
 * @param tenantId whose audit log tells of it; the nil UUID for what is about the whole server
 * @param actor who does it
 * @param action what is done
 * @param subject what it is done to. The entity of the log's events: all that was done to one key is the history of one entity
 * @param details more about it, for people: texts, numbers, booleans, and lists of texts, by names in snake case. Never a secret. What is null
 *     is left out
 * @param requestId the id of the call, under which logs have it; null if it is no call
 */
public record AuditDeed(
        UUID tenantId,
        AuditActor actor,
        AuditAction action,
        EntityRef subject,
        Map<String, ?> details,
        @Nullable String requestId) {

    /** The tenant in whose log stands what is about the whole server. */
    public static final UUID SERVER = new UUID(0, 0);

    public AuditDeed {
        Objects.requireNonNull(tenantId, "tenantId");
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(subject, "subject");
        details = Collections.unmodifiableMap(new HashMap<>(details));
    }
}
