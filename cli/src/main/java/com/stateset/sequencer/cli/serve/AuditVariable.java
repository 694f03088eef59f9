package com.stateset.sequencer.cli.serve;

import java.util.Map;

/** Whether an audit log is kept: {@code AUDIT_LOG_ENABLED}, for the server and for commands that work on a store themselves. */
public final class AuditVariable {

    private AuditVariable() {}

    /**
     * Reads it; by default one is kept.
     *
     * @throws ConfigurationException if it is neither true nor false
     */
    public static boolean isOn(Map<String, String> environment) {
        return from(new Settings(environment));
    }

    static boolean from(Settings settings) {
        return settings.flag("AUDIT_LOG_ENABLED", true);
    }
}
