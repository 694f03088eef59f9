package com.stateset.sequencer.cli.agent;

import java.util.Random;

/** What happens to a call on its way. */
enum Fault {
    NONE,
    REQUEST_LOST,
    ANSWER_LOST,
    DUPLICATED,
    DELAYED,
    CUT,
    INTERNAL_ERROR,
    UNAVAILABLE,
    TOO_MANY_REQUESTS,
    KILLED_BEFORE,
    KILLED_AFTER;

    /** Half of all calls go through unharmed, at least. */
    static Fault random(Random random) {
        return random.nextBoolean() ? NONE : values()[random.nextInt(values().length)];
    }
}
