package com.stateset.sequencer.sqlite.support;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is made when it is first asked for, once. Thread-safe.
 *
 * @param <T> what it is
 */
public final class Lazy<T> {

    private final Supplier<T> maker;
    private volatile @Nullable T value;

    /** Describes how it is made. */
    public Lazy(Supplier<T> maker) {
        this.maker = maker;
    }

    /** Returns it. What the maker throws is thrown, and the next call tries again. */
    public T get() {
        T made = value;
        return made != null ? made : make();
    }

    private synchronized T make() {
        T made = value;
        if (made == null) {
            made = maker.get();
            value = made;
        }
        return made;
    }
}
