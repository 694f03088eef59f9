package com.stateset.sequencer;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When streams are committed to by themselves. Immutable.
 *
 * <pre>{@code
 * Sequencer.builder().commitments(CommitmentPolicy.everyEvents(10_000).orAfter(Duration.ofMinutes(1)))
 * }</pre>
 */
public final class CommitmentPolicy {

    private static final CommitmentPolicy ON_REQUEST = new CommitmentPolicy(Long.MAX_VALUE, null);

    private final long events;
    private final @Nullable Duration age;

    private CommitmentPolicy(long events, @Nullable Duration age) {
        this.events = events;
        this.age = age;
    }

    /** Never: only when {@link EventStream#commit()} is called. */
    public static CommitmentPolicy onRequest() {
        return ON_REQUEST;
    }

    /**
     * As soon as so many events of a stream are not committed to.
     *
     * @throws IllegalArgumentException if {@code events} is not positive
     */
    public static CommitmentPolicy everyEvents(long events) {
        if (events <= 0) {
            throw new IllegalArgumentException("a commitment covers at least one event, not " + events);
        }
        return new CommitmentPolicy(events, null);
    }

    /**
     * As soon as the oldest event of a stream that is not committed to is so old.
     *
     * @throws IllegalArgumentException if {@code age} is not positive
     */
    public static CommitmentPolicy after(Duration age) {
        return ON_REQUEST.orAfter(age);
    }

    /**
     * Returns a policy that also commits to a stream as soon as its oldest event that is not committed to is so old.
     *
     * @throws IllegalArgumentException if {@code value} is not positive
     */
    public CommitmentPolicy orAfter(Duration value) {
        Objects.requireNonNull(value, "age");
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("the age of events to commit to is positive, not " + value);
        }
        return new CommitmentPolicy(events, value);
    }

    boolean isOnRequest() {
        return events == Long.MAX_VALUE && age == null;
    }

    boolean isDue(long uncommitted, Duration oldest) {
        return uncommitted >= events || (age != null && oldest.compareTo(age) >= 0);
    }

    /** How often to look, so that nothing is much later than promised. */
    Duration pollInterval() {
        Duration longest = Duration.ofSeconds(1);
        Duration wanted = age == null ? longest : age.dividedBy(4);
        Duration shortest = Duration.ofMillis(10);
        return wanted.compareTo(longest) > 0 ? longest : wanted.compareTo(shortest) < 0 ? shortest : wanted;
    }

    @Override
    public String toString() {
        return isOnRequest() ? "on request" : "every " + events + " events" + (age == null ? "" : " or after " + age);
    }
}
