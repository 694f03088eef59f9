package com.stateset.sequencer.subscription;

import com.stateset.sequencer.event.SequencedEvent;
import java.time.Duration;
import java.util.Objects;

/**
 * Decides what happens when the handler of a {@link Following} throws. Called on the handler's thread, never by two threads at
 * once for one following. If the policy throws itself, the following ends with that.
 *
 * <p>An {@link Error} of the handler is not put to the policy: it always ends the following.
 */
@FunctionalInterface
public interface FollowPolicy {

    /**
     * Decides about one failure.
     *
     * @param event the event at which the handler threw
     * @param failure what it threw
     * @param attempt how often it has been called with this event, from 1
     */
    Decision decide(SequencedEvent event, Throwable failure, int attempt);

    /** Ends the following at the first failure. The default. */
    static FollowPolicy stop() {
        return (event, failure, attempt) -> Decision.STOP;
    }

    /** Goes on with the next event. */
    static FollowPolicy skip() {
        return (event, failure, attempt) -> Decision.SKIP;
    }

    /**
     * Calls the handler again with the same event, after a pause that doubles each time. Later events wait; no thread does.
     *
     * @param attempts how many calls there are for one event, the first one included; 1 or more
     * @param firstPause the pause after the first call
     * @param longestPause what no pause exceeds
     * @param exhausted decides after the last attempt
     */
    static FollowPolicy retry(int attempts, Duration firstPause, Duration longestPause, FollowPolicy exhausted) {
        Objects.requireNonNull(exhausted, "exhausted");
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts is " + attempts + "; it must be 1 or more");
        }
        Backoffs backoffs = new Backoffs(firstPause, longestPause);
        return (event, failure, attempt) -> attempt < attempts
                ? Decision.retryAfter(Duration.ofNanos(backoffs.nanos(attempt)))
                : exhausted.decide(event, failure, attempt);
    }

    /**
     * What is to happen.
     *
     * @param action what
     * @param pause how long to wait first; not negative
     */
    record Decision(Action action, Duration pause) {

        /** End the following with the failure. */
        public static final Decision STOP = new Decision(Action.STOP, Duration.ZERO);

        /** Go on with the next event. */
        public static final Decision SKIP = new Decision(Action.SKIP, Duration.ZERO);

        public Decision {
            Objects.requireNonNull(action, "action");
            if (pause.isNegative()) {
                throw new IllegalArgumentException("pause is " + pause + "; it must not be negative");
            }
        }

        /** Call the handler again with the same event after a pause of any length. */
        public static Decision retryAfter(Duration pause) {
            return new Decision(Action.RETRY, pause);
        }
    }

    /** What can be done about a failure. */
    enum Action {
        STOP,
        SKIP,
        RETRY
    }
}
