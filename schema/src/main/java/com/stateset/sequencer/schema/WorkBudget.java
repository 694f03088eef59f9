package com.stateset.sequencer.schema;

/**
 * What the checks of one batch may do together, about five seconds' worth: ten times what one check may. Otherwise a thousand small events,
 * each just within what one may, would hold a call for minutes. For one thread.
 *
 * <p>Once it is used up it stays so: the events that come after in the batch get no verdict either, however small. So which events of a
 * batch are rejected for it depends on their order alone, and a caller who sends the rest in a batch of its own gets on. What a check
 * has spent that ended without a verdict is spent: that it came to nothing made it no cheaper.
 */
final class WorkBudget {

    static final String EXHAUSTED =
            "is not checked, since the checks of its batch take too much work together; send fewer events at once";

    /** What one check may do. */
    static final long MAX_WORK_OF_CHECK = 10_000_000;

    private static final long MAX_WORK = 10 * MAX_WORK_OF_CHECK;

    private long work;

    boolean isExhausted() {
        return work > MAX_WORK;
    }

    void spend(long steps) {
        work += steps;
        if (isExhausted()) {
            throw new ExhaustedException(EXHAUSTED);
        }
    }

    /** A check ends without a verdict. */
    static final class ExhaustedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ExhaustedException(String message) {
            super(message, null, false, false);
        }
    }
}
