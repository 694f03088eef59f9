package com.stateset.sequencer.replay;

import com.stateset.sequencer.event.SequencedEvent;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Turns history into a value, event by event. The same history must make the same value.
 *
 * @param <S> the value
 */
public interface Fold<S> {

    /** The value before the first event; a new one each time, if it can be changed. */
    S initial();

    /** The value after one more event; may be {@code state} itself, changed. */
    S apply(S state, SequencedEvent event);

    /** Makes a fold of two functions. */
    static <S> Fold<S> of(Supplier<? extends S> initial, BiFunction<S, SequencedEvent, S> apply) {
        Objects.requireNonNull(initial, "initial");
        Objects.requireNonNull(apply, "apply");
        return new Fold<>() {
            @Override
            public S initial() {
                return initial.get();
            }

            @Override
            public S apply(S state, SequencedEvent event) {
                return apply.apply(state, event);
            }
        };
    }
}
