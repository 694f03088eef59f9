package com.stateset.sequencer.cli.serve;

import java.util.Objects;

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
