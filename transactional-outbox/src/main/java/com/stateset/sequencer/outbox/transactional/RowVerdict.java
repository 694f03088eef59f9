package com.stateset.sequencer.outbox.transactional;

import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.Rejection;
import java.util.List;

/**
 * What is to be noted of a row that was sent, or held back.
 *
 * <pre>
 *   what the log says of a unit's events                              what becomes of the rows
 *   accepted, duplicate                                               STORED: deleted
 *   predecessor_rejected, or command_rejected because of that         HELD_BACK: blocked, as if it had not been sent
 *   anything else against one of them                                 Refused, all of the unit that is not in the log
 * </pre>
 *
 * <p>That an event was rejected only because one before it was says nothing about itself: it is judged when it is its turn.
 */
sealed interface RowVerdict {

    /** The log has it. */
    record Stored() implements RowVerdict {}

    /** It waits for one of its entity that was rejected: nothing was said about itself. */
    record HeldBack() implements RowVerdict {}

    /** It was looked at and not accepted. */
    record Refused(String reason, String message) implements RowVerdict {}

    RowVerdict STORED = new Stored();

    RowVerdict HELD_BACK = new HeldBack();

    /** Says what the answers about a unit come to, in the order of its rows. */
    static List<RowVerdict> of(List<Outcome> outcomes) {
        boolean isUnjudged = outcomes.stream().allMatch(RowVerdict::isForPredecessor);
        return outcomes.stream().map(outcome -> of(outcome, isUnjudged)).toList();
    }

    private static RowVerdict of(Outcome outcome, boolean isUnjudged) {
        if (outcome instanceof Outcome.Rejected rejected) {
            Rejection rejection = rejected.rejection();
            return isUnjudged ? HELD_BACK : new Refused(rejection.reason(), rejection.message());
        }
        return STORED;
    }

    private static boolean isForPredecessor(Outcome outcome) {
        return outcome instanceof Outcome.Rejected rejected
                && rejected.rejection().root() instanceof Rejection.PredecessorRejected;
    }
}
