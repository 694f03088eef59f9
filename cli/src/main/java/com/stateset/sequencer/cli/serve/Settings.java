package com.stateset.sequencer.cli.serve;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads variables of the environment, and says in one sentence, naming the variable, what is wrong with one. */
final class Settings {

    private final Map<String, String> variables;

    Settings(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    /** Returns a variable without the white space around it; one that is blank counts as not set. */
    Optional<String> text(String name) {
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    String text(String name, String fallback) {
        return text(name).orElse(fallback);
    }

    int number(String name, int fallback, int min, int max) {
        return text(name).map(value -> number(name, value, min, max)).orElse(fallback);
    }

    /** Returns a number of 1 or more, if the variable is set. */
    OptionalInt positiveNumber(String name) {
        return text(name)
                .map(value -> OptionalInt.of(number(name, value, 1, Integer.MAX_VALUE)))
                .orElse(OptionalInt.empty());
    }

    boolean flag(String name, boolean fallback) {
        return text(name).map(value -> flag(name, value)).orElse(fallback);
    }

    private static int number(String name, String value, int min, int max) {
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

    private static boolean flag(String name, String value) {
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
}
