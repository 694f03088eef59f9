package com.stateset.sequencer.json;

/**
 * How large the parts of a JSON text may be. The one source of these numbers: whatever is stored was accepted within them, and
 * whatever reads what was stored takes all that is within them. Sizes of whole texts are not limited here; a server limits bodies
 * and payloads, and member names and strings may be as long as those.
 */
public final class JsonLimits {

    /** The deepest nesting of arrays and objects, counted from the payload's root; a value that holds no other has depth 0. */
    public static final int MAX_NESTING = 128;

    /** The most characters of a number, as it is written. */
    public static final int MAX_NUMBER_LENGTH = 1000;

    private JsonLimits() {}
}
