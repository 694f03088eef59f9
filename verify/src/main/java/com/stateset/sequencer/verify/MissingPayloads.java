package com.stateset.sequencer.verify;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.RecordedErasure;
import com.stateset.sequencer.event.SequencedEvent;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Counts the payloads that cannot be compared with their hashes, and tells those that were erased on purpose from those that are
 * missing. For events from the first on; for one thread.
 *
 * <p>An erasure is an event of its own behind those that it erased, which only the sequencer writes. It is in the history tree like every
 * other: so with a signed history only the sequencer can have recorded it, and one who takes payloads away has no record to show.
 * Payloads wait here, by entity, for their record; what waits when all have passed by is missing. A record whose own payload is missing
 * or encrypted says nothing, nor does one that another agent has sent: servers from before there were records let those in. Where the
 * source does not name its sequencer, a record is told by its form alone, and {@link #unattributed} counts what that excuses.
 *
 * <p>Memory: an entry for each entity with payloads that wait.
 */
final class MissingPayloads {

    private final SequencerTrust trust;
    private final Map<EntityRef, Waiting> waiting = new HashMap<>();
    private long erased;
    private long unattributed;
    private long encrypted;
    private long firstEncrypted;
    private long endToEnd;

    MissingPayloads(SequencerTrust trust) {
        this.trust = trust;
    }

    /** Takes the next event. */
    void take(SequencedEvent event) throws DamageException {
        Payload payload = event.event().payload();
        if (payload instanceof Payload.Erased) {
            erased++;
            waiting.merge(event.event().entity(), new Waiting(event.sequenceNumber(), 1), Waiting::plus);
        } else if (payload instanceof Payload.Encrypted) {
            encrypted++;
            firstEncrypted = firstEncrypted == 0 ? event.sequenceNumber() : firstEncrypted;
        } else if (payload instanceof Payload.EndToEnd) {
            endToEnd++;
        } else if (event.event().entity().equals(Erasure.LOG)) {
            takeRecord(event);
        }
    }

    private void takeRecord(SequencedEvent event) throws DamageException {
        Optional<UUID> sequencer = trust.sequencerId();
        Optional<RecordedErasure> record =
                sequencer.isPresent() ? RecordedErasure.of(event, sequencer.get()) : RecordedErasure.of(event);
        Waiting recorded =
                record.map(found -> waiting.remove(found.erasure().entity())).orElse(null);
        if (recorded != null && sequencer.isEmpty()) {
            unattributed += recorded.count;
        }
    }

    /** How many are erased, recorded or not. */
    long erased() {
        return erased;
    }

    /** How many are erased without a record of it, so far. */
    long unrecorded() {
        return waiting.values().stream().mapToLong(Waiting::count).sum();
    }

    /** How many are erased on a record that may be another's than the sequencer's: the source does not name that. */
    long unattributed() {
        return unattributed;
    }

    /** How many are there, but not readable. */
    long encrypted() {
        return encrypted;
    }

    /** How many are there as a ciphertext for their recipients: that has its hash, but no audit can compare what is in it. */
    long endToEnd() {
        return endToEnd;
    }

    /** The first that is missing without a record of it, or not readable. */
    Optional<First> first() {
        Optional<Long> unrecorded =
                waiting.values().stream().map(Waiting::first).min(Comparator.naturalOrder());
        if (firstEncrypted > 0 && unrecorded.orElse(Long.MAX_VALUE) > firstEncrypted) {
            return Optional.of(new First(firstEncrypted, true));
        }
        return unrecorded.map(number -> new First(number, false));
    }

    /**
     * A payload.
     *
     * @param encrypted whether it is there, but not readable
     */
    record First(long sequenceNumber, boolean encrypted) {}

    private record Waiting(long first, long count) {

        private Waiting plus(Waiting later) {
            return new Waiting(first, count + later.count);
        }
    }
}
