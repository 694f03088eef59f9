package com.stateset.sequencer.projection.runner;

import java.sql.SQLException;

/**
 * What is kept of a failure, to be read by operators of a projection: what was thrown, and why, but neither
 * SQL nor the values that it was given. Those are the events', and not for everyone who may see that
 * something failed.
 */
final class FailureText {

    private static final int LONGEST = 2000;
    private static final int DEEPEST = 10;

    /** Jdbi's own words hold the statement and its arguments. */
    private static final String JDBI = "org.jdbi.";

    /** A value that is none of its type, or too large: the database repeats it. */
    private static final String DATA_EXCEPTION = "22";

    private FailureText() {}

    /** Describes it. */
    static String of(Throwable thrown) {
        String text = describe(thrown, 1).replace('\0', '?');
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }

    private static String describe(Throwable thrown, int depth) {
        String name = thrown.getClass().getName();
        if (thrown instanceof SQLException refused) {
            return name + ": " + refusal(refused);
        }
        Throwable cause = thrown.getCause();
        boolean jdbi = name.startsWith(JDBI);
        if (cause == null || depth == DEEPEST) {
            return jdbi ? name : thrown.toString();
        }
        if (jdbi) {
            return describe(cause, depth + 1);
        }
        return repeats(thrown, cause) ? name + ": " + describe(cause, depth + 1) : thrown.toString();
    }

    /** The first line: those behind it tell of the row. */
    private static String refusal(SQLException refused) {
        String state = String.valueOf(refused.getSQLState());
        String reason = String.valueOf(refused.getMessage()).lines().findFirst().orElse("");
        // The first words of a batch's failure are a statement with its values.
        boolean hidden = state.startsWith(DATA_EXCEPTION) || reason.startsWith("Batch entry");
        return hidden ? "SQLSTATE " + state : reason;
    }

    /** Whether the words of what was thrown are, in part, those of what caused it. */
    private static boolean repeats(Throwable thrown, Throwable cause) {
        String words = cause.getMessage();
        return words != null
                && !words.isEmpty()
                && String.valueOf(thrown.getMessage()).contains(words);
    }
}
