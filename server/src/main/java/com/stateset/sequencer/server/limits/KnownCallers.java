package com.stateset.sequencer.server.limits;

import com.stateset.sequencer.merkle.Hash;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whose the credentials were that let callers in lately, by their hash. So a call has an owner by whom it can be counted before anybody
 * has looked into the store who makes it. It is a guess, and lets nobody in. Thread-safe.
 *
 * <p>{@value #MOST} are kept, each in about 400 bytes at most. Beyond that the owner that has most of them loses the one that was used
 * least lately: so one owner's many push out no other's. Only what let a caller in is kept, so that wrong credentials, however many,
 * push none out.
 */
public final class KnownCallers {

    static final int MOST = 10_000;

    private final Map<Hash, Object> owners = new HashMap<>();

    /** What each owner has, and the owners: those come last that were let in last. */
    private final Map<Object, Set<Hash>> credentialsOf = new LinkedHashMap<>(16, 0.75f, true);

    /** Returns who was let in by these credentials; empty if nobody was lately. */
    public Optional<Object> owner(Hash credentials) {
        synchronized (owners) {
            return Optional.ofNullable(owners.get(credentials));
        }
    }

    /** Notes who was let in. */
    public void letIn(Hash credentials, Object owner) {
        synchronized (owners) {
            forget(credentials);
            owners.put(credentials, owner);
            credentialsOf.computeIfAbsent(owner, any -> new LinkedHashSet<>(2)).add(credentials);
            if (owners.size() > MOST) {
                forget(Collections.max(credentialsOf.values(), Comparator.comparingInt(Set::size))
                        .iterator()
                        .next());
            }
        }
    }

    /** Notes that nobody is let in by these any more: who has found them shall not be counted as their owner. */
    public void refused(Hash credentials) {
        synchronized (owners) {
            forget(credentials);
        }
    }

    private void forget(Hash credentials) {
        Object owner = owners.remove(credentials);
        if (owner != null) {
            credentialsOf.computeIfPresent(owner, (any, has) -> has.remove(credentials) && has.isEmpty() ? null : has);
        }
    }
}
