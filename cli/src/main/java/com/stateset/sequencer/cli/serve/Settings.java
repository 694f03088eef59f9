package com.stateset.sequencer.cli.serve;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads variables of the environment, and says in one sentence, naming the variable, what is wrong with one. Not thread-safe.
 *
 * <p>It remembers what was read and what came of it: {@code config check} shows just that, so that it cannot show anything else than
 * what the server goes by. A secret is read by {@link #secret}, and is neither remembered nor part of a sentence.
 */
final class Settings {

    private static final String DEFAULT = "default";

    private final Map<String, String> environment;
    private final Map<String, String> options;
    private final Map<String, Setting> read = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();

    Settings(Map<String, String> environment) {
        this(environment, Map.of());
    }

    /**
     * Makes settings.
     *
     * @param environment the variables of the environment
     * @param options what is said on the command line, by the names of the variables that it overrides
     */
    Settings(Map<String, String> environment, Map<String, String> options) {
        this.environment = Map.copyOf(environment);
        this.options = Map.copyOf(options);
    }

    /** Returns a variable without the white space around it; one that is blank counts as not set. */
    Optional<String> text(String name) {
        Optional<String> value = value(name);
        remember(name, value.orElse(""), value.isPresent());
        return value;
    }

    String text(String name, String fallback) {
        Optional<String> value = value(name);
        remember(name, value.orElse(fallback), value.isPresent());
        return value.orElse(fallback);
    }

    /** As {@link #text}, for what must not be shown. */
    Optional<String> secret(String name) {
        Optional<String> value = value(name);
        remember(name, value.isPresent() ? Setting.HIDDEN : "", value.isPresent());
        return value;
    }

    /** Returns the parts of a list that is separated by commas; empty if the variable is not set. */
    List<String> list(String name) {
        return text(name)
                .map(value ->
                        Arrays.stream(value.split(",", -1)).map(String::strip).toList())
                .orElse(List.of());
    }

    int number(String name, int fallback, int min, int max) {
        return parse(name, text(name, String.valueOf(fallback)), min, max);
    }

    /** Returns a number of 1 or more, if the variable is set. */
    OptionalInt positiveNumber(String name) {
        return text(name)
                .map(value -> OptionalInt.of(parse(name, value, 1, Integer.MAX_VALUE)))
                .orElse(OptionalInt.empty());
    }

    /** Returns a time that is given in milliseconds, 1 or more. */
    Duration millis(String name, Duration fallback) {
        return Duration.ofMillis(number(name, Math.toIntExact(fallback.toMillis()), 1, Integer.MAX_VALUE));
    }

    boolean flag(String name, boolean fallback) {
        return parseFlag(name, text(name, String.valueOf(fallback)));
    }

    /** Returns the names of the variables that are set, sorted. */
    Set<String> names() {
        Set<String> names = new TreeSet<>(environment.keySet());
        names.addAll(options.keySet());
        names.removeIf(name -> value(name).isEmpty());
        return names;
    }

    /** Whether a variable has this value, whatever its case, or another word for false where that is it. Does not show it. */
    boolean isSetTo(String name, String expected) {
        String value = value(name).orElse("").toLowerCase(Locale.ROOT);
        return value.equals(expected)
                || (expected.equals("false") && Set.of("0", "no", "off").contains(value));
    }

    /** Says what a variable that is not set comes to. */
    void explain(String name, String value) {
        read.computeIfPresent(
                name,
                (same, setting) -> setting.source().equals(DEFAULT) ? new Setting(name, value, DEFAULT) : setting);
    }

    /** Says that a secret is kept in a file, as its variable is not set. */
    void keptIn(Path file, String name) {
        read.put(name, new Setting(name, Setting.HIDDEN, "file " + file));
    }

    /** Says what is shown of a variable that is set and holds a secret within. */
    void show(String name, String value) {
        read.computeIfPresent(name, (same, setting) -> new Setting(name, value, setting.source()));
    }

    void warn(String sentence) {
        warnings.add(sentence);
    }

    /** Returns what was read, in this order. */
    Collection<Setting> effective() {
        return List.copyOf(read.values());
    }

    /** Returns what is allowed but may not be what was meant, in sentences. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    private Optional<String> value(String name) {
        return Optional.ofNullable(options.getOrDefault(name, environment.get(name)))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    private void remember(String name, String value, boolean isSet) {
        String source = options.containsKey(name) ? "option" : "environment";
        read.put(name, new Setting(name, value, isSet ? source : DEFAULT));
    }

    private static int parse(String name, String value, int min, int max) {
        int number;
        try {
            number = Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw outside(name, value, min, max);
        }
        if (number < min || number > max) {
            throw outside(name, value, min, max);
        }
        return number;
    }

    private static boolean parseFlag(String name, String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on" -> true;
            case "false", "0", "no", "off" -> false;
            default -> throw new ConfigurationException(name + " is \"" + value + "\"; it must be true or false.");
        };
    }

    private static ConfigurationException outside(String name, String value, int min, int max) {
        return new ConfigurationException(
                name + " is \"" + value + "\"; it must be a whole number from " + min + " to " + max + ".");
    }

    /**
     * One variable as it is in effect, fit to be shown.
     *
     * @param name the variable
     * @param value its value; {@value #HIDDEN} for a secret, empty for none
     * @param source where the value comes from: {@code option}, {@code environment}, {@code default}, or {@code file} and its path
     */
    record Setting(String name, String value, String source) {

        /** What is shown of a secret. */
        static final String HIDDEN = "***";

        Setting {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(source, "source");
        }
    }
}
