package com.stateset.sequencer.cli.doctor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a check found.
 *
 * @param check what was looked at, one word
 * @param level how it is
 * @param found half a sentence
 * @param advice what to do; null for nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Finding(
        String check,
        @JsonProperty("level") Level level,
        String found,
        @Nullable String advice) {

    /** How something is. */
    enum Level {
        @JsonProperty("ok")
        OK,
        @JsonProperty("warn")
        WARN,
        @JsonProperty("fail")
        FAIL
    }

    Finding {
        Objects.requireNonNull(check, "check");
        Objects.requireNonNull(level, "level");
        Objects.requireNonNull(found, "found");
    }

    static Finding ok(String check, String found) {
        return new Finding(check, Level.OK, found, null);
    }

    static Finding warn(String check, String found, String advice) {
        return new Finding(check, Level.WARN, found, advice);
    }

    static Finding fail(String check, String found, String advice) {
        return new Finding(check, Level.FAIL, found, advice);
    }

    String words() {
        String line = String.format(Locale.ROOT, "%-4s  %-9s  %s", level.name().toLowerCase(Locale.ROOT), check, found);
        return advice == null ? line : line + String.format(Locale.ROOT, "%n%17s-> %s", "", advice);
    }
}
