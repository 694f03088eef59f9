package com.stateset.sequencer.test;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a failed test says: lines of a heading and a value, headings aligned. */
final class FailureMessage {

    private static final int WIDTH = 16;

    private final StringBuilder text = new StringBuilder();

    FailureMessage(String what) {
        text.append(what);
    }

    /** Adds a value; of a list each one to a line, so that two lists can be compared by eye. */
    FailureMessage line(String heading, @Nullable Object value) {
        String shown = value instanceof List<?> values ? lines(values) : String.valueOf(value);
        String indented = shown.replace("\n", "\n" + " ".repeat(WIDTH + 2));
        text.append('\n')
                .append(" ".repeat(Math.max(0, WIDTH - heading.length())))
                .append(heading)
                .append(": ")
                .append(indented);
        return this;
    }

    AssertionError error() {
        return new AssertionError(text.toString());
    }

    AssertionError error(Throwable cause) {
        return new AssertionError(text.toString(), cause);
    }

    private static String lines(List<?> values) {
        return values.isEmpty()
                ? "nothing"
                : values.stream().map(String::valueOf).collect(Collectors.joining("\n"));
    }
}
