package com.stateset.sequencer.event;

import com.stateset.sequencer.merkle.DomainHasher;

/**
 * One hasher for each thread: making one costs more than hashing an event with it. A hash is begun and finished within one
 * expression, so that no two of a thread overlap.
 */
final class ThreadHasher {

    private static final ThreadLocal<DomainHasher> HASHER = ThreadLocal.withInitial(DomainHasher::new);

    private ThreadHasher() {}

    /** Returns this thread's hasher, with nothing begun. */
    static DomainHasher get() {
        return HASHER.get();
    }
}
