package com.stateset.sequencer.projection.runner;

import com.stateset.sequencer.error.ProjectionFailedException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.ReadFilter;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.projection.AtLeastOnceProjection;
import com.stateset.sequencer.projection.ProjectionOptions;
import com.stateset.sequencer.projection.spi.Claim;
import com.stateset.sequencer.projection.spi.ProjectionStore;
import com.stateset.sequencer.projection.spi.ProjectionTransaction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Applies events outside of any transaction, then moves the checkpoint past them: for projections into
 * something that is not the store's database. An event is seen again if the process dies, or the claim is
 * lost, between the two.
 *
 * <p>Before the first event is applied, an empty transaction shows that the claim is good; while events are
 * applied nothing is held. So two workers may apply the same events when one of them has lost its claim
 * without knowing: only one can move the checkpoint.
 */
final class AtLeastOnceApplier implements Applier {

    /** A batch ends long before the lease does, or its checkpoint could not be moved. */
    private static final int LEASE_PARTS = 4;

    private final AtLeastOnceProjection projection;
    private final ReadFilter filter;
    private final ProjectionStore store;
    private final boolean holdsBack;
    private final long longestNanos;

    AtLeastOnceApplier(AtLeastOnceProjection projection, ProjectionStore store, ProjectionOptions options) {
        this.projection = projection;
        this.filter = projection.events();
        this.store = store;
        this.holdsBack = options.failures().holdsEntitiesBack();
        this.longestNanos = TimeUnit.NANOSECONDS.convert(options.lease().dividedBy(LEASE_PARTS));
    }

    @Override
    public Optional<SequencedEvent> applyNext(Claim claim, List<SequencedEvent> events) {
        Set<EntityRef> parked = new HashSet<>();
        if (!store.work(claim, transaction -> addParked(transaction, parked))) {
            return Optional.empty();
        }
        List<SequencedEvent> held = new ArrayList<>();
        long start = System.nanoTime();
        SequencedEvent last = null;
        ProjectionFailedException failure = null;
        for (SequencedEvent event : events) {
            try {
                if (parked.contains(event.event().entity())) {
                    held.add(event);
                } else {
                    apply(event);
                }
            } catch (ProjectionFailedException e) {
                failure = e;
                break;
            }
            last = event;
            if (System.nanoTime() - start > longestNanos) {
                break;
            }
        }
        if (failure != null && last == null) {
            throw failure;
        }
        // A failing event is met again as the first of the next batch.
        return last != null && move(claim, held, last) ? Optional.of(last) : Optional.empty();
    }

    @Override
    public boolean applyParked(Claim claim, SequencedEvent event, boolean heldBack) {
        boolean[] due = new boolean[1];
        if (!store.work(claim, transaction -> due[0] = isDue(event, heldBack, transaction))) {
            return false;
        }
        if (!due[0]) {
            return true;
        }
        apply(event);
        return store.work(claim, transaction -> transaction.unpark(event));
    }

    private static boolean isDue(SequencedEvent event, boolean heldBack, ProjectionTransaction transaction) {
        if (!transaction.isParked(event.sequenceNumber())) {
            return false;
        }
        boolean waits = heldBack && transaction.isParkedBefore(event.event().entity(), event.sequenceNumber());
        if (waits) {
            transaction.park(event, 0, Applier.waiting(event));
        }
        return !waits;
    }

    /** The transaction is needed in any case: nothing is applied on a claim that is not good any more. */
    private void addParked(ProjectionTransaction transaction, Set<EntityRef> parked) {
        if (holdsBack) {
            parked.addAll(transaction.parkedEntities());
        }
    }

    private boolean move(Claim claim, List<SequencedEvent> held, SequencedEvent last) {
        return store.work(claim, transaction -> {
            held.stream().filter(filter::matches).forEach(event -> transaction.park(event, 0, Applier.waiting(event)));
            transaction.moveTo(last);
        });
    }

    private void apply(SequencedEvent event) {
        if (filter.matches(event)) {
            ProjectionCode.at(event, () -> projection.apply(event));
        }
    }
}
