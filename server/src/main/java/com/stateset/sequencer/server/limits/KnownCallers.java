package com.stateset.sequencer.server.limits;

import com.stateset.sequencer.merkle.Hash;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whose the credentials were that let callers in lately, by their hash. So a call has an owner by whom it can be counted before anybody
 * has looked into the store who makes it. It is a guess, and lets nobody in. Thread-safe.
 *
 * <p>The {@value #MOST} are kept that were used last. Only what let a caller in is kept, so that wrong credentials, however many, push
 * none out.
 */
public final class KnownCallers {

    static final int MOST = 10_000;

    private final Map<Hash, Object> owners = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Hash, Object> eldest) {
            return size() > MOST;
        }
    };

    /** Returns who was let in by these credentials; empty if nobody was lately. */
    public Optional<Object> owner(Hash credentials) {
        synchronized (owners) {
            return Optional.ofNullable(owners.get(credentials));
        }
    }

    /** Notes who was let in. */
    public void letIn(Hash credentials, Object owner) {
        synchronized (owners) {
            owners.put(credentials, owner);
        }
    }

    /** Notes that nobody is let in by these any more: who has found them shall not be counted as their owner. */
    public void refused(Hash credentials) {
        synchronized (owners) {
            owners.remove(credentials);
        }
    }
}
