package com.stateset.sequencer.json;

/** A member of an object that is still open. Its place on the stack in {@code Members} is used again and again. */
final class Member {

    String name = "";

    /** Where its name stands in the output. */
    int start;

    /** Behind the last byte of its value; set when that has been written. */
    int end;

    int length() {
        return end - start;
    }
}
