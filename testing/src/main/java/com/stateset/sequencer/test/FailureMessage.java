package com.stateset.sequencer.test;

import org.jspecify.annotations.Nullable;

/** What a failed test says: lines of a heading and a value, headings aligned. */
final class FailureMessage {

    private static final int WIDTH = 16;

    private final StringBuilder text = new StringBuilder();

    FailureMessage(String what) {
        text.append(what);
    }

    FailureMessage line(String heading, @Nullable Object value) {
        String indented = String.valueOf(value).replace("\n", "\n" + " ".repeat(WIDTH + 2));
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
}
