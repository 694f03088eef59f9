package com.stateset.sequencer.server.http;

import com.stateset.sequencer.audit.AuditAction;
import com.stateset.sequencer.audit.AuditDeed;
import com.stateset.sequencer.event.EntityRef;
import io.javalin.http.Context;
import java.util.Map;
import java.util.UUID;

/** What a call is about to do, for the audit log: its caller and its id are found here, so that no route can leave them out. */
public final class CallDeed {

    private CallDeed() {}

    /**
     * Makes one.
     *
     * @param tenant whose audit log tells of it; {@link AuditDeed#SERVER} for what is about the whole server
     * @param details more about it; never a secret. What is null is left out
     */
    public static AuditDeed of(
            Context call, UUID tenant, AuditAction action, EntityRef subject, Map<String, ?> details) {
        return new AuditDeed(
                tenant,
                Principal.actor(call),
                action,
                subject,
                details,
                CallFacts.REQUEST_ID.of(call).orElse(null));
    }
}
