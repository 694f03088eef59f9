package com.stateset.sequencer.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;

/**
 * Says in our own words why Jackson could not read on: its words name its classes and its settings.
 *
 * <p>Jackson has two kinds of exception for all there is, so the kind of mistake is found by looking at the text where it stopped,
 * and, for lone surrogates in names and for the end in an array, at the beginning of its message. If those words change with a
 * release, a message becomes less precise, and nothing that is refused is accepted; a test would show it.
 */
final class SyntaxProblem {

    private static final char BYTE_ORDER_MARK = '\ufeff';

    private SyntaxProblem() {}

    static String describe(JsonProcessingException failure, InputText input) {
        JsonLocation location = failure.getLocation();
        int index = (int) Math.max(0, Math.min(location.getCharOffset(), input.length() - 1L));
        if (isEndOfText(failure)) {
            return "the text ends before the value is complete";
        }
        if (input.chars()[0] == BYTE_ORDER_MARK) {
            return "the text begins with a byte order mark, which JSON does not allow";
        }
        if (input.chars()[index] < ' ') {
            return "the control character " + Echo.escape(input.chars()[index]) + " is not allowed here, "
                    + place(location);
        }
        if (failure.getOriginalMessage().contains("surrogate")) {
            return "a member name holds a lone surrogate " + place(location);
        }
        return "not valid JSON " + place(location) + ", near " + Echo.around(input.chars(), input.length(), index);
    }

    /** After a comma in an array Jackson reports the end with its general exception. */
    private static boolean isEndOfText(JsonProcessingException failure) {
        return failure instanceof JsonEOFException
                || failure.getOriginalMessage().startsWith("Unexpected end-of-input");
    }

    private static String place(JsonLocation location) {
        return "at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
