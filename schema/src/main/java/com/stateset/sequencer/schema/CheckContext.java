package com.stateset.sequencer.schema;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.stateset.sequencer.schema.WorkBudget.ExhaustedException;

/**
 * What one check of a payload may still do. For one thread, and one check.
 *
 * <p><b>Why work is counted.</b> Whoever may register a schema could otherwise stop the server with it: references that fan out at each
 * level make a small payload take a time that doubles with each level, a pattern is searched in a megabyte, equal hashes make a set as
 * slow as a list. So each keyword applied costs a part of one budget, some tenths of a second's worth, and what it walks costs more ({@link
 * KeywordWork}), as does each character matched with each instruction of a pattern. The checks of a batch share a {@link WorkBudget}
 * beside that. It is counted, not timed, so that the same payload gets the same verdict on every machine and at
 * every load.
 *
 * <p><b>What must hold.</b> Nothing that grows with schema or payload is done before it is paid for: a keyword is counted before its validator is
 * called, a pattern before it is matched, an error before it is kept. So the work done is never more than the budget and one
 * application's fixed part. The units are rough, some tens of nanoseconds each; only their growth has to be right.
 *
 * <p><b>Who owns which state.</b> The thread that checks owns all of it. The validator hands its context through to every keyword, and so
 * comes back here; but a regular expression of the library is given the text alone, so it finds the check under way by its thread. Outside
 * of a check there is nothing to count for.
 *
 * <p><b>Depth.</b> Keywords nest by calls, one within the other, so a deep payload under a schema that refers to itself would end the thread's
 * stack. An overflow could strike in the middle of anything, and is no verdict that can be had twice; a count can.
 */
final class CheckContext extends ExecutionContext {

    /** No more than a thread's stack holds: one level of a payload takes two or three. */
    private static final int MAX_DEPTH = 400;

    static final int KEYWORD = 10;
    private static final int ERROR = 1000;

    private static final ThreadLocal<CheckContext> RUNNING = new ThreadLocal<>();

    private final WorkBudget batch;
    private long work;
    private int depth;

    CheckContext(WorkBudget batch) {
        this.batch = batch;
    }

    /** Runs a check, during which {@link #spendOnPattern} counts for this. */
    void run(Runnable check) {
        RUNNING.set(this);
        try {
            check.run();
        } finally {
            RUNNING.remove();
        }
    }

    void enter() {
        depth++;
        if (depth > MAX_DEPTH) {
            throw new ExhaustedException("nests deeper than it can be checked");
        }
        spend(KEYWORD);
    }

    void leave() {
        depth--;
    }

    static void spendOnPattern(long steps) {
        CheckContext running = RUNNING.get();
        if (running != null) {
            running.spend(steps);
        }
    }

    @Override
    public void addError(Error error) {
        spend(ERROR);
        super.addError(error);
    }

    void spend(long steps) {
        work += steps;
        if (work > WorkBudget.MAX_WORK_OF_CHECK) {
            throw new ExhaustedException("takes too much work to be checked");
        }
        batch.spend(steps);
    }
}
