package com.stateset.sequencer.cli.serve;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How much of our own the server logs. Libraries stay at warnings. */
enum LogLevel {
    /** Nothing. */
    OFF,
    /** What failed. */
    ERROR,
    /** What may fail. */
    WARN,
    /** What an operator wants to know. */
    INFO,
    /** What a developer wants to know. */
    DEBUG,
    /** Everything. */
    TRACE;

    /** Reads {@code LOG_LEVEL}, else {@code RUST_LOG}, whose value may be meant for other programs, too. */
    static LogLevel from(Settings settings) {
        Optional<String> ours = settings.text("LOG_LEVEL");
        if (ours.isPresent()) {
            return ours.flatMap(LogLevel::ofDirectives)
                    .orElseThrow(() -> new ConfigurationException("LOG_LEVEL is \"" + ours.get()
                            + "\"; it must be one of off, error, warn, info, debug, trace."));
        }
        LogLevel level =
                settings.text("RUST_LOG").flatMap(LogLevel::ofDirectives).orElse(INFO);
        settings.explain("LOG_LEVEL", level.name().toLowerCase(Locale.ROOT));
        return level;
    }

    /**
     * Finds the level in directives such as {@code debug}, {@code warn,sequencer=debug} or {@code other=trace,info}: one that
     * names the sequencer overrides the one that names nothing; others are not for us.
     */
    private static Optional<LogLevel> ofDirectives(String directives) {
        Optional<LogLevel> general = Optional.empty();
        Optional<LogLevel> ours = Optional.empty();
        for (String directive : directives.split(",", -1)) {
            int equals = directive.lastIndexOf('=');
            if (equals < 0) {
                general = general.or(() -> named(directive));
            } else if (directive.substring(0, equals).contains("sequencer")) {
                ours = ours.or(() -> named(directive.substring(equals + 1)));
            }
        }
        return ours.isPresent() ? ours : general;
    }

    private static Optional<LogLevel> named(String name) {
        return Arrays.stream(values())
                .filter(level -> level.name().equals(name.strip().toUpperCase(Locale.ROOT)))
                .findFirst();
    }
}
