package com.stateset.sequencer.schema;

import java.util.Locale;

/** What becomes of new events whose payloads do not fit their type's schema. */
public enum SchemaMode {
    /** Nothing is checked. */
    DISABLED,
    /** They are taken, and the log of the program says so. */
    WARN,
    /** They are rejected. Types without a schema are free. */
    ENFORCE,
    /** They are rejected, and so are events of types without an active schema. */
    REQUIRED;

    /** The word for it in configurations, in lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
