package com.stateset.sequencer.postgres.append;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.postgres.keys.TenantKeys;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.PlannedEvent;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A stream as this process last left it: its head, and the versions of the entities it met most recently. With the agents' keys
 * as {@link CachedStreamState} for a plan they are a guess, which the fence and the unique indexes check when the plan is written:
 *
 * <ul>
 *   <li>the head is still this one, and no newer key epoch has begun: the fence;
 *   <li>no event of the group is stored yet: the unique index of event ids;
 *   <li>an entity that is not remembered is new: the unique index of entity versions. It would catch version 1 given twice.
 * </ul>
 *
 * <p>A guess that failed costs a round trip, so after one the stream is {@linkplain #isTrusted not trusted} until a look into
 * the log has shown a group of which all guesses would have been right, that of the head included. Not thread-safe.
 */
final class StreamCache {

    private static final int REMEMBERED_ENTITIES = 50_000;

    private long head;
    private long keyEpoch;
    private boolean trusted;
    private final Map<EntityRef, Long> versions = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<EntityRef, Long> eldest) {
            return size() > REMEMBERED_ENTITIES;
        }
    };

    /** Whether guessing is worth it. */
    boolean isTrusted() {
        return trusted;
    }

    /** Whether a batch can be planned from what is remembered: commands, demands on unknown
     * entities and keys that are valid for a time cannot. */
    boolean canPlan(AppendBatch append, TenantKeys keys) {
        for (AdmittedEvent candidate : append.events()) {
            Event event = candidate.event();
            Long base = event.baseVersion();
            if (candidate.hasProblem()
                    || event.commandId() != null
                    || (base != null && base != 0 && !versions.containsKey(event.entity()))
                    || !keys.isTimeless(event.sourceAgent(), event.authorship().agentKeyId())) {
                return false;
            }
        }
        return true;
    }

    /** Notes a head and versions that were read under the lock, and whether guessing them would have been right. */
    void learn(long lockedHead, long lockedKeyEpoch, Map<EntityRef, Long> read, boolean guessable) {
        if (lockedHead < head) {
            // A restored database: what is remembered is of another history.
            versions.clear();
        }
        head = lockedHead;
        keyEpoch = lockedKeyEpoch;
        trusted = guessable;
        versions.putAll(read);
    }

    /** Whether what is remembered of {@code entity}, or the guess that it is new, agrees with {@code version}. */
    boolean wouldGuess(EntityRef entity, long version) {
        return version(entity) == version;
    }

    /** Notes a row that has been stored. */
    void stored(PlannedEvent row) {
        head = row.sequenceNumber();
        versions.put(row.event().entity(), row.entityVersion());
    }

    int entities() {
        return versions.size();
    }

    long head() {
        return head;
    }

    /** The key epoch that the stream was last found at. */
    long keyEpoch() {
        return keyEpoch;
    }

    long version(EntityRef entity) {
        return versions.getOrDefault(entity, 0L);
    }
}
