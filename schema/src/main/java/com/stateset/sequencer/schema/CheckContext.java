package com.stateset.sequencer.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import java.util.HashMap;
import java.util.Map;

/**
 * What one check of a payload may still do. For one thread, and one check.
 *
 * <p><b>Why work is counted.</b> Whoever may register a schema could otherwise stop the server with it: references that fan out at each
 * level make a small payload take a time that doubles with each level, a pattern is searched in a megabyte, equal hashes make a set as
 * slow as a list. So each keyword applied, each character matched with each instruction of a pattern and each collision costs a part of
 * one budget, about half a second's worth. It is counted, not timed, so that the same payload gets the same verdict on every machine and at
 * every load.
 */
final class CheckContext extends ExecutionContext {

    /** No more than a thread's stack holds: one level of a payload takes two or three. */
    private static final int MAX_DEPTH = 400;

    private static final long MAX_WORK = 10_000_000;
    private static final int KEYWORD = 10;
    private static final int ERROR = 1000;

    private static final ThreadLocal<CheckContext> RUNNING = new ThreadLocal<>();

    private long work;
    private int depth;

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

    /** The check of a set compares those with equal hashes, one by one. */
    void spendOnSet(JsonNode array) {
        Map<Integer, Integer> hashes = new HashMap<>();
        for (JsonNode each : array) {
            spend(KEYWORD * hashes.merge(each.hashCode(), 1, Integer::sum));
        }
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

    private void spend(long steps) {
        work += steps;
        if (work > MAX_WORK) {
            throw new ExhaustedException("takes too much work to be checked");
        }
    }

    /** The check ends without a verdict. */
    static final class ExhaustedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ExhaustedException(String message) {
            super(message, null, false, false);
        }
    }
}
