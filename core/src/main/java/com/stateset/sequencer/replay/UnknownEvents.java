package com.stateset.sequencer.replay;

import com.stateset.sequencer.error.UnmappableEventException;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.Payload;
import java.util.Optional;
import java.util.function.Function;

/**
 * What becomes of events that no Java type is known for, and of those whose payload cannot be read. Thread-safe.
 *
 * @param <T> what events are mapped to
 */
@FunctionalInterface
public interface UnknownEvents<T> {

    /** Returns what to take such an event for; empty to leave it out. */
    Optional<T> map(RawEvent event);

    /** Leaves them out. */
    static <T> UnknownEvents<T> ignore() {
        return event -> Optional.empty();
    }

    /** Ends with an {@link UnmappableEventException}. */
    static <T> UnknownEvents<T> fail() {
        return raw -> {
            throw new UnmappableEventException(
                    raw.event(),
                    raw.payload().isPresent()
                            ? "there is no Java type for it"
                            : raw.unreadable()
                                    .map(reason -> "its payload is encrypted end to end, and not readable: " + reason)
                                    .orElse("its payload is not readable, so that it has no Java type"),
                    null);
        };
    }

    /**
     * The default. Ends with an {@link UnmappableEventException}, so that no state leaves out what it should know; but what was erased
     * on purpose, and the sequencer's own records of erasures and of what was done, are left out.
     */
    static <T> UnknownEvents<T> failUnlessErased() {
        UnknownEvents<T> fail = fail();
        return raw -> raw.event().event().payload() instanceof Payload.Erased
                        || Erasure.isReserved(raw.event().event().entity())
                        || raw.event().event().stream().isAuditLog()
                ? Optional.empty()
                : fail.map(raw);
    }

    /** Passes them on, as {@code wrap} has them. */
    static <T> UnknownEvents<T> pass(Function<RawEvent, ? extends T> wrap) {
        return raw -> Optional.of(wrap.apply(raw));
    }
}
