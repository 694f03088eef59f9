package com.stateset.sequencer.audit;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who does what the audit log tells of. Holds nothing by which one could pass for them. Immutable.
 *
 * @param kind how they are known, such as {@code api_key} or {@code command_line}
 * @param id who of that kind: the first hex digits of the hash of an API key, the subject of a token, a user of the machine; null if there is
 *     only one, or that is not known
 * @param agentId the agent that they are bound to; null for none
 */
public record AuditActor(
        String kind, @Nullable String id, @Nullable UUID agentId) {

    public AuditActor {
        Objects.requireNonNull(kind, "kind");
    }

    /** One who is bound to no agent. */
    public AuditActor(String kind, @Nullable String id) {
        this(kind, id, null);
    }

    /** Returns {@code kind id}. */
    @Override
    public String toString() {
        return id == null ? kind : kind + " " + id;
    }
}
