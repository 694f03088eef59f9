package com.stateset.sequencer.benchmarks.peers;

/** How events are appended: by callers that each have a stream of their own, as those who decide on one aggregate each do. */
enum PeerLoad {
    WRITER("append.batch100.1writer", "One caller, batches of 100", 1, 100),
    WRITERS("append.batch100.4writers", "Four callers, batches of 100, a stream each", 4, 100),
    SINGLES("append.single.64callers", "64 callers, single events, a stream each", 64, 1);

    private final String row;
    private final String conditions;
    private final int callers;
    private final int batch;

    PeerLoad(String row, String conditions, int callers, int batch) {
        this.row = row;
        this.conditions = conditions;
        this.callers = callers;
        this.batch = batch;
    }

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

    /** How many events a call appends. */
    int batch() {
        return batch;
    }
}
