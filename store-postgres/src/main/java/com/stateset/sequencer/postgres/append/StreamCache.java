package com.stateset.sequencer.postgres.append;

import com.stateset.sequencer.dcb.AppendCondition;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.postgres.keys.TenantKeys;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.PlannedEvent;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.Map;

/**
 * A stream as this process last left it: its head with the right edge of its tree, which are one value, and the
 * versions of the entities it met most recently. With the agents' keys as {@link CachedStreamState} for a plan
 * they are a guess, which is checked when the plan is written:
 *
 * <ul>
 *   <li>the head is still this one, its tree still has this root, and no newer key epoch has begun: the fence;
 *   <li>no event of the group is stored yet: the unique index of event ids;
 *   <li>an entity that is not remembered is new: the unique index of entity versions. It would catch version
 *       1 given twice.
 * </ul>
 *
 * <p><b>What may be stale.</b> All of it, at any time, but only together: as soon as another process appends, the head is behind, and so
 * may be any version. It cannot be stale in part: versions are only ever used with the head that they were noted with.
 *
 * <p><b>Who evicts.</b> The oldest entities fall out beyond what {@link EntityVersions} holds, and all of them when
 * {@link StreamCaches} needs the room. That is safe because
 * a version that is not remembered is not taken for right: with a base version it sends the batch to the slow
 * path, and without one it is guessed to be a new entity's, which the index refutes. Whole caches are evicted
 * by {@link StreamCaches}, too.
 *
 * <p><b>Trust.</b> A guess that failed costs a round trip, so after one the stream is {@linkplain #isTrusted
 * not trusted} until a look into the log has shown a group of which all guesses would have been right, that of
 * the head included. A stream that two processes write in turns thus goes the slow path, and one that changes
 * hands comes back to the fast path on its second append.
 *
 * <p>Not thread-safe: taken out of {@link StreamCaches} for as long as an append lasts.
 */
final class StreamCache {

    /**
     * What the fields, the stream's id, the head's root and a place in {@link StreamCaches} take, in bytes. {@code
     * StreamCachesTest} measures it, and what follows.
     */
    private static final int BARE_BYTES = 344;

    private CompactRange rightEdge = CompactRange.EMPTY;
    private long keyEpoch;
    private boolean trusted;

    /** How many erasures the stream has: beside the versions, since it must never be forgotten and guessed. */
    private long erasures;

    private EntityVersions versions = new EntityVersions();

    /** What is known of a stream that was just made: it is empty. */
    static StreamCache ofNew(long keyEpoch) {
        StreamCache cache = new StreamCache();
        cache.keyEpoch = keyEpoch;
        cache.trusted = true;
        return cache;
    }

    /** Whether guessing is worth it. */
    boolean isTrusted() {
        return trusted;
    }

    /**
     * Whether a batch can be planned from what is remembered. These cannot:
     *
     * <ul>
     *   <li>a batch that the sequencer measures by another head: whether the one extends the other is told by rows, but for the
     *       empty one, which any extends;
     *   <li>events that were found to be at fault before: the answer is a rejection, or a duplicate, and
     *       which one needs the log;
     *   <li>records of erasures, which do more than one statement can;
     *   <li>commands: there is no unique index of theirs that could refute the guess that one is unused;
     *   <li>demands on entities that are not remembered: the guess that they are new would reject what may be
     *       right;
     *   <li>demands on entities that get no event: no index would refute a version that is remembered wrongly;
     *   <li>conditions on events that are stored behind some number: which these are, only the log tells. One that begins at the head
     *       or behind it looks at nothing stored, as long as the fence finds the head there;
     *   <li>events with keys that are valid for a time: the verdict depends on a moment that is not known
     *       before the head moves.
     * </ul>
     */
    boolean canPlan(AppendBatch append, TenantKeys keys, EntityKeys entities) {
        AppendCondition condition = append.condition();
        if (append.erases()
                || !append.expected().isEmpty()
                || (condition != null && condition.after() < head())
                || (append.known() != null
                        && !append.known().equals(TreeHead.EMPTY)
                        && append.known().size() != head())) {
            return false;
        }
        for (AdmittedEvent candidate : append.events()) {
            Event event = candidate.event();
            Long base = event.baseVersion();
            if (candidate.hasProblem()
                    || event.commandId() != null
                    || (base != null
                            && base != 0
                            && versions.find(entities.of(event.entity())) == EntityVersions.UNKNOWN)
                    || !keys.isTimeless(event.sourceAgent(), event.authorship().agentKeyId())) {
                return false;
            }
        }
        return true;
    }

    /**
     * Notes a head and versions that were read under the lock, and whether guessing them would have been right.
     *
     * @param lockedEdge of the tree at the head
     * @param guessable whether the next group may be guessed
     */
    void learn(
            CompactRange lockedEdge,
            long lockedKeyEpoch,
            Map<EntityRef, Long> read,
            EntityKeys entities,
            boolean guessable) {
        if (!lockedEdge.equals(rightEdge)) {
            // Another has written, or it is another history: a version that was not read now may be too low, or too
            // high, which no index refutes.
            forgetVersions();
        }
        rightEdge = lockedEdge;
        keyEpoch = lockedKeyEpoch;
        trusted = guessable;
        read.forEach((entity, version) -> versions.put(entities.of(entity), version));
    }

    /** Forgets the entities: what is left is small, and the part without which nothing can be guessed. */
    void forgetVersions() {
        versions = new EntityVersions();
    }

    /** Notes how many erasures were found under the lock. */
    void learnErasures(long count) {
        erasures = count;
    }

    /** Whether what is remembered of {@code entity}, or the guess that it is new, agrees with {@code version}. */
    boolean wouldGuess(EntityRef entity, long version, EntityKeys entities) {
        return version(entity, entities) == version;
    }

    /** Notes where the head is once rows have been stored. */
    void advanced(CompactRange edgeAfter) {
        rightEdge = edgeAfter;
    }

    /** Notes a row that has been stored. */
    void stored(PlannedEvent row, EntityKeys entities) {
        if (row.event().entity().equals(Erasure.LOG)) {
            erasures = row.entityVersion();
        } else {
            versions.put(entities.of(row.event().entity()), row.entityVersion());
        }
    }

    /** What this takes in memory with its place in {@link StreamCaches}, in bytes, about; StreamCachesTest measures it. */
    int bytes() {
        int ofEdge = Long.bitCount(rightEdge.size()) * Hash.LENGTH;
        return (int) Math.min(Integer.MAX_VALUE, BARE_BYTES + ofEdge + versions.bytes());
    }

    long head() {
        return rightEdge.size();
    }

    /** The right edge of the tree at the head. */
    CompactRange rightEdge() {
        return rightEdge;
    }

    /** The key epoch that the stream was last found at. */
    long keyEpoch() {
        return keyEpoch;
    }

    /** The version an entity was left at; 0 if it is not remembered, which is the guess that it is new. */
    long version(EntityRef entity, EntityKeys entities) {
        return entity.equals(Erasure.LOG) ? erasures : Math.max(0, versions.find(entities.of(entity)));
    }
}
