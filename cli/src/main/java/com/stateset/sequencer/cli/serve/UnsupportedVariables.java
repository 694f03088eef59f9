package com.stateset.sequencer.cli.serve;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Variables that promise a protection which this server does not have. One that is set stops the start: an operator who comes from
 * another server of this protocol must not lose a protection without a word. {@code IGNORE_UNSUPPORTED} lets those pass that it names.
 */
final class UnsupportedVariables {

    private static final String IGNORE = "IGNORE_UNSUPPORTED";
    private static final String OFF = "false";

    private static final List<Protection> ALL = List.of(
            Protection.of("JWT_*", "this rule for JSON web tokens"),
            Protection.of("RATE_LIMIT_*", "this rule for rate limits"),
            Protection.unless(OFF, "VES_STRICT_FORMAT_VALIDATION", "strict validation of formats"),
            Protection.unless("legacy", "VES_SEQUENCER_SECURITY_PROFILE", "post-quantum signatures"),
            Protection.of("VES_SEQUENCER_ML_DSA_SEED", "post-quantum signatures"),
            Protection.unless(OFF, "VES_STARK_VERIFY_ON_SUBMIT", "verification of STARK proofs"),
            Protection.of("PUBLIC_AGENT_REGISTRATION_*", "this rule for registrations"),
            Protection.of("REQUEST_TIMEOUT_SECS", "a time limit for requests"));

    private UnsupportedVariables() {}

    /**
     * Looks for them among the variables that nothing has read.
     *
     * @throws ConfigurationException if one is set and not ignored
     */
    static void check(Settings settings) {
        Set<String> ignored = new TreeSet<>(settings.list(IGNORE));
        Set<String> unread = new TreeSet<>(settings.names());
        settings.effective().forEach(setting -> unread.remove(setting.name()));
        for (String name : unread) {
            ALL.stream()
                    .filter(protection -> protection.isAskedForBy(name, settings))
                    .findFirst()
                    .ifPresent(protection -> report(protection, name, ignored.remove(name), settings));
        }
        ignored.forEach(name -> settings.warn(IGNORE + " names " + name
                + ", which has no effect: it is not set, or asks for nothing that this server lacks."));
    }

    private static void report(Protection protection, String name, boolean isIgnored, Settings settings) {
        String lack = name + " is set, but this server does not support " + protection.what();
        if (!isIgnored) {
            throw new ConfigurationException(
                    lack + "; remove it, or start without that protection by " + IGNORE + "=" + name + ".");
        }
        settings.warn(lack + ": " + IGNORE + " lets it start without.");
    }

    /**
     * A protection, and the variable that asks for it.
     *
     * @param name the variable's name, or how it begins, before an asterisk
     * @param harmless the value that asks for nothing; empty for none
     * @param what what is protected by, in words
     */
    private record Protection(String name, String harmless, String what) {

        static Protection of(String name, String what) {
            return new Protection(name, "", what);
        }

        static Protection unless(String harmless, String name, String what) {
            return new Protection(name, harmless, what);
        }

        boolean isAskedForBy(String variable, Settings settings) {
            return isNamed(variable) && !settings.isSetTo(variable, harmless);
        }

        private boolean isNamed(String variable) {
            return name.endsWith("*")
                    ? variable.startsWith(name.substring(0, name.length() - 1))
                    : variable.equals(name);
        }
    }
}
