package com.stateset.sequencer.postgres;

import org.jdbi.v3.core.Handle;

/**
 * Keeps those who work on a build and those who change it apart, to the end of their transactions. It is fair, other than a row's
 * lock: whoever wants to change a build is not overtaken by those who come to work on it. What is read of the build is true from
 * the next statement on.
 */
final class BuildLock {

    /** Sets these locks apart from what else the database is used for. */
    private static final int SPACE = 0x53515042;

    private final Handle handle;

    BuildLock(Handle handle) {
        this.handle = handle;
    }

    /** Waits until nobody changes the build. */
    void toWorkOn(long buildId) {
        lock("pg_advisory_xact_lock_shared", buildId);
    }

    /** Waits until what is under way in the build has ended. */
    void toChange(long buildId) {
        lock("pg_advisory_xact_lock", buildId);
    }

    /** Builds that share a number wait for each other, and no harm is done. */
    private void lock(String function, long buildId) {
        handle.execute("select " + function + "(?, ?)", SPACE, Long.hashCode(buildId));
    }
}
