package com.stateset.sequencer.projection;

import java.time.Duration;

/**
 * What becomes of an event that a projection throws at: it is tried again, after growing pauses, and then
 * either stops its stream or is parked. One that breaks the store off, although the store takes other work,
 * fails too; it is tried ten times at least. Immutable.
 *
 * <pre>{@code
 * FailurePolicy.park().attempts(5).pauses(Duration.ofMillis(50), Duration.ofSeconds(5)).holdingEntitiesBack()
 * }</pre>
 *
 * @param afterwards what happens when it has been tried often enough
 * @param attempts how often it is tried in all, at least once
 * @param firstPause the time before it is tried again; doubled from then on
 * @param longestPause what the pauses grow up to
 * @param holdsEntitiesBack whether later events of a parked event's entity are parked behind it
 */
public record FailurePolicy(
        Afterwards afterwards, int attempts, Duration firstPause, Duration longestPause, boolean holdsEntitiesBack) {

    private static final FailurePolicy STOP =
            new FailurePolicy(Afterwards.STOP, 5, Duration.ofMillis(100), Duration.ofSeconds(10), false);

    /** What happens to a stream whose event has been tried often enough. */
    public enum Afterwards {
        /** The stream stands still for this projection until it is resumed. Other streams go on. */
        STOP,
        /** The event is put aside, and the stream goes on behind it. */
        PARK
    }

    public FailurePolicy {
        if (attempts < 1) {
            throw new IllegalArgumentException("an event is tried at least once, not " + attempts + " times");
        }
        if (firstPause.isNegative() || longestPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException("the pauses grow from " + firstPause + " to " + longestPause);
        }
        if (holdsEntitiesBack && afterwards != Afterwards.PARK) {
            throw new IllegalArgumentException("only parked events hold others back");
        }
    }

    /** Five attempts, 100 milliseconds to 10 seconds apart; then the stream stops. */
    public static FailurePolicy stop() {
        return STOP;
    }

    /** Five attempts, 100 milliseconds to 10 seconds apart; then the event is parked, and nothing waits for it. */
    public static FailurePolicy park() {
        return new FailurePolicy(Afterwards.PARK, STOP.attempts, STOP.firstPause, STOP.longestPause, false);
    }

    /** The same with another number of attempts. */
    public FailurePolicy attempts(int value) {
        return new FailurePolicy(afterwards, value, firstPause, longestPause, holdsEntitiesBack);
    }

    /** The same with other pauses between attempts. */
    public FailurePolicy pauses(Duration first, Duration longest) {
        return new FailurePolicy(afterwards, attempts, first, longest, holdsEntitiesBack);
    }

    /** The same, but later events of a parked event's entity wait behind it, in order, while others go on. */
    public FailurePolicy holdingEntitiesBack() {
        return new FailurePolicy(afterwards, attempts, firstPause, longestPause, true);
    }

    /** The pause after so many failed attempts, from 1 on. */
    public Duration pauseAfter(int failures) {
        Duration pause = firstPause;
        for (int i = 1; i < failures && pause.compareTo(longestPause) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(longestPause) < 0 ? pause : longestPause;
    }
}
