package com.stateset.sequencer.protocol.http;

/** What an ingest call is to answer of the stream's history tree, beside what became of the events. */
public enum TreeAnswer {
    /** Nothing. */
    NONE(""),
    /** The head of a tree that holds all events of the call, signed where a key signs. */
    HEAD("?tree_head=true"),
    /** That head, and for each event the proof that it is in the tree. */
    PROOFS("?tree_head=true&proofs=true");

    private final String query;

    TreeAnswer(String query) {
        this.query = query;
    }

    String query() {
        return query;
    }
}
