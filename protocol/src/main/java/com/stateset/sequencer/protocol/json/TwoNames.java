package com.stateset.sequencer.protocol.json;

import org.jspecify.annotations.Nullable;

/** A member that may stand under either of two names, or under both if they agree. */
public final class TwoNames {

    private TwoNames() {}

    /** Returns the value, or null if it stands under neither name. */
    public static <T> @Nullable T either(@Nullable T value, String otherName, @Nullable T other) {
        if (value != null && other != null && !value.equals(other)) {
            throw InvalidMessageException.ofMember(otherName, "contradicts what stands under its other name");
        }
        return value != null ? value : other;
    }

    /** Returns the value, which must stand under one of the names. */
    public static <T> T required(String name, @Nullable T value, String otherName, @Nullable T other) {
        return required(name, either(value, otherName, other));
    }

    /** Returns the value, which must be there. */
    public static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw InvalidMessageException.ofMember(name, "is missing");
        }
        return value;
    }
}
