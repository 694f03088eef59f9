package com.stateset.sequencer;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StreamBusyException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.RecordedErasure;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.ingest.IngestBatch;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.subscription.Subscriptions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Erases entities: appends a record, with which the store erases what it names, in one transaction. Thread-safe.
 *
 * <p><b>Once.</b> Before each attempt the entity's last event is read. If its payload is erased, a record of this sequencer may stand
 * behind it; then there is nothing left to erase, and that record is the answer. Records are read from the newest on, back to that
 * event; if its payload is there, none is read. The look and the append are tied together by the record's base version, the number of
 * erasures that the stream had <em>before</em> the look: of two callers at once, in any processes, one gets a version conflict, looks
 * again, and finds the other's record. So a caller who got no answer asks again.
 *
 * <p><b>Between the look and the append</b> the entity may get another event. It then stands before the record and is erased with the
 * others, or behind it and is not.
 *
 * <p><b>Before the answer</b> this process's subscriptions drop what they hold of the entity: see {@link Subscriptions#erased}.
 */
final class Eraser {

    /** Each time, another entity of the stream was erased between the look and the append. */
    private static final int MOST_ATTEMPTS = 50;

    private static final int RECORDS_PER_PAGE = 500;

    private final IngestPipeline pipeline;
    private final OwnedStore store;
    private final EventStore unopened;
    private final Subscriptions subscriptions;
    private final UUID sequencerId;

    /**
     * Makes an eraser.
     *
     * @param unopened the same store without its keys: what cannot be decrypted can be erased all the same
     */
    Eraser(
            IngestPipeline pipeline,
            OwnedStore store,
            EventStore unopened,
            Subscriptions subscriptions,
            UUID sequencerId) {
        this.pipeline = pipeline;
        this.store = store;
        this.unopened = unopened;
        this.subscriptions = subscriptions;
        this.sequencerId = sequencerId;
    }

    /** See {@link EventStream#erase}. */
    Optional<RecordedErasure> erase(StreamId stream, Erasure erasure) {
        store.requireOpen();
        if (stream.isAuditLog()) {
            throw new IllegalArgumentException("nothing of an audit log can be erased");
        }
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            long erasures = store.version(stream, Erasure.LOG);
            Optional<SequencedEvent> last = lastEvent(stream, erasure.entity());
            if (last.isEmpty()) {
                return Optional.empty();
            }
            Optional<RecordedErasure> record =
                    recordBehind(last.get(), erasures).or(() -> append(stream, erasure, erasures));
            if (record.isPresent()) {
                subscriptions.erased(stream, record.get());
                return record;
            }
        }
        throw new StreamBusyException(Set.of(stream), null);
    }

    private Optional<SequencedEvent> lastEvent(StreamId stream, EntityRef entity) {
        long version = unopened.version(stream, entity);
        return version == 0
                ? Optional.empty()
                : Optional.of(unopened.entityHistory(stream, entity, version - 1, 1)
                        .events()
                        .get(0));
    }

    private Optional<RecordedErasure> recordBehind(SequencedEvent last, long erasures) {
        if (!(last.event().payload() instanceof Payload.Erased)) {
            return Optional.empty();
        }
        for (long end = erasures; end > 0; end -= RECORDS_PER_PAGE) {
            long offset = Math.max(0, end - RECORDS_PER_PAGE);
            List<SequencedEvent> page = store.entityHistory(
                            last.event().stream(), Erasure.LOG, offset, (int) (end - offset))
                    .events();
            for (int i = page.size() - 1; i >= 0; i--) {
                if (page.get(i).sequenceNumber() < last.sequenceNumber()) {
                    return Optional.empty();
                }
                Optional<RecordedErasure> record =
                        RecordedErasure.of(page.get(i), sequencerId).filter(found -> found.covers(last));
                if (record.isPresent()) {
                    return record;
                }
            }
        }
        return Optional.empty();
    }

    /** Returns the record; empty if there is another erasure by now. */
    private Optional<RecordedErasure> append(StreamId stream, Erasure erasure, long erasures) {
        Outcome outcome = pipeline.ingestOwn(IngestBatch.of(stream, List.of(erasure.toEvent(sequencerId, erasures))))
                .outcomes()
                .get(0);
        if (outcome instanceof Outcome.Accepted accepted) {
            return Optional.of(new RecordedErasure(erasure, accepted.sequenceNumber(), accepted.sequencedAt()));
        }
        if (outcome instanceof Outcome.Rejected rejected && rejected.rejection() instanceof Rejection.VersionConflict) {
            return Optional.empty();
        }
        throw new StoreFailedException("the record of an erasure was not accepted: " + outcome, null);
    }
}
