package com.stateset.sequencer.json;

/** A member of an object that is still open: its name, and where its name and value stand in the output. */
final class Member {

    final String name;
    final int start;

    /** Behind the last byte of the value; set when that has been written. */
    int end;

    Member(String name, int start) {
        this.name = name;
        this.start = start;
    }

    int length() {
        return end - start;
    }
}
