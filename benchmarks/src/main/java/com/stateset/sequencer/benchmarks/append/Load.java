package com.stateset.sequencer.benchmarks.append;

/**
 * How a subject is driven.
 *
 * @param callers how many threads call
 * @param batch how many events each call stores
 * @param streams how many streams the callers share out among themselves
 */
record Load(int callers, int batch, int streams) {

    Load withCallers(int other) {
        return new Load(other, batch, Math.min(streams, other));
    }
}
