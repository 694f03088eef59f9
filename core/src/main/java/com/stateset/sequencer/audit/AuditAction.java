package com.stateset.sequencer.audit;

/** What is done that the audit log tells of. */
public enum AuditAction {

    /** A key that lets callers in was minted. */
    API_KEY_CREATED("api_key.created"),
    /** A key that lets callers in was revoked. */
    API_KEY_REVOKED("api_key.revoked"),
    /** An agent's public key was registered. A rotation is this, and the revocation of the key before. */
    AGENT_KEY_REGISTERED("agent_key.registered"),
    /** An agent's public key was revoked. */
    AGENT_KEY_REVOKED("agent_key.revoked"),
    /** An agent's encryption key was registered. */
    ENCRYPTION_KEY_REGISTERED("encryption_key.registered"),
    /** An agent's encryption key was revoked. */
    ENCRYPTION_KEY_REVOKED("encryption_key.revoked"),
    /** It was noticed that two installations of an agent are copies of one. */
    DEVICE_COPIED("device.copied"),
    /** What was noticed of copies of an installation was declared to be over. */
    DEVICE_CLEARED("device.cleared"),
    /** A version of a schema was registered. */
    SCHEMA_REGISTERED("schema.registered"),
    /** A schema came into force, or out of it. */
    SCHEMA_STATUS_CHANGED("schema.status_changed"),
    /** A schema was deleted. */
    SCHEMA_DELETED("schema.deleted"),
    /** The payloads of an entity were erased. */
    ENTITY_ERASED("entity.erased"),
    /** A history that does not extend the signed one was accepted. */
    HISTORY_ACCEPTED("history.accepted"),
    /** It was noted which transaction on a chain has anchored a commitment. */
    COMMITMENT_ANCHORED("commitment.anchored"),
    /** Events that a projection had put aside are to be tried again. */
    PARKED_EVENT_RETRIED("parked_event.retried"),
    /** An event that a projection had put aside was given up. */
    PARKED_EVENT_DISCARDED("parked_event.discarded"),
    /** A new version of a projection took the live one's place although more events were parked in it. */
    PROJECTION_PROMOTED("projection.promoted"),
    /** A projection began anew, with empty tables. */
    PROJECTION_RESET("projection.reset"),
    /** A projection is built anew beside the live one. */
    PROJECTION_REBUILT("projection.rebuilt"),
    /** Streams in which a projection stood still go on. */
    PROJECTION_RESUMED("projection.resumed"),
    /** Stored payloads were encrypted, or their keys were wrapped with the current one. */
    PAYLOADS_REENCRYPTED("payloads.reencrypted"),
    /** State roots that commitments lacked were filled in. */
    STATE_ROOTS_FILLED("state_roots.filled"),
    /** The database is a backup that was put in the place of another one, or of none. */
    DATABASE_RESTORED("database.restored");

    private final String text;

    AuditAction(String text) {
        this.text = text;
    }

    /** What it is called in the log: the type of the event that says that it was done. */
    public String text() {
        return text;
    }
}
