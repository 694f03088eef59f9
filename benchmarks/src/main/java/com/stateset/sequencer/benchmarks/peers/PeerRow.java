package com.stateset.sequencer.benchmarks.peers;

/** What is asked about a peer. Callers append to a stream each, as those who decide on one aggregate each do. */
enum PeerRow {
    WRITER("append.batch100.1writer", "One caller, batches of 100", 1, 100),
    WRITERS("append.batch100.4writers", "Four callers, batches of 100, a stream each", 4, 100),
    SINGLES("append.single.64callers", "64 callers, single events, a stream each", 64, 1),
    READ("read.20000", "One caller, a stream from its start", 1, 20_000);

    private final String row;
    private final String conditions;
    private final int callers;
    private final int events;

    PeerRow(String row, String conditions, int callers, int events) {
        this.row = row;
        this.conditions = conditions;
        this.callers = callers;
        this.events = events;
    }

    /** The row's name, which that of the peer follows. */
    String row() {
        return row;
    }

    String conditions() {
        return conditions;
    }

    /** How many callers ours has. */
    int callers() {
        return callers;
    }

    /** How many events a call appends or reads. */
    int events() {
        return events;
    }
}
