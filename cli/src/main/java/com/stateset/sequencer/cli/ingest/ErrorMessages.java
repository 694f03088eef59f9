package com.stateset.sequencer.cli.ingest;

import com.stateset.sequencer.error.TransportException;

/** Puts the end of an import into a sentence that says what to do. */
final class ErrorMessages {

    private static final int MALFORMED = 400;
    private static final int UNAUTHENTICATED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int TOO_LARGE = 413;

    private ErrorMessages() {}

    /** Returns the sentence, without a full stop. */
    static String describe(TransportException failure, Batch batch, RetryState state) {
        String problem = withoutFullStop(state.describeEnd(failure));
        if (failure instanceof TransportException.Failed) {
            return problem + ", to " + batch.lines();
        }
        return failure instanceof TransportException.Refused refused
                ? problem + "; " + advice(refused.status(), batch)
                : problem;
    }

    private static String advice(int status, Batch batch) {
        return switch (status) {
            case MALFORMED -> batch.lines() + " are malformed for it";
            case UNAUTHENTICATED -> "give the API key with --api-key or SEQUENCER_API_KEY";
            case FORBIDDEN -> "the API key is not good for this tenant and store";
            case NOT_FOUND -> "is that the server's address?";
            case TOO_LARGE -> batch.lines() + " are too large for it: try a smaller --batch";
            default -> "it was sent " + batch.lines();
        };
    }

    private static String withoutFullStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }
}
