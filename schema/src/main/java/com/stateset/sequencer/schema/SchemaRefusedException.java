package com.stateset.sequencer.schema;

/** A schema that is not registered. Nothing was changed. */
public final class SchemaRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why it is refused. */
    public enum Reason {
        /** It is no schema that payloads can be held against. */
        INVALID,
        /** It breaks the promise about the version before, or it cannot be told whether it does. */
        INCOMPATIBLE,
        /** The tenant has too many. */
        TOO_MANY
    }

    private final Reason reason;

    SchemaRefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    static SchemaRefusedException invalid(String message) {
        return new SchemaRefusedException(Reason.INVALID, message);
    }

    /** Returns why, for programs; the message says it in a sentence. */
    public Reason reason() {
        return reason;
    }
}
