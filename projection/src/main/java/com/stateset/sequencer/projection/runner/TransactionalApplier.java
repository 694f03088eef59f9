package com.stateset.sequencer.projection.runner;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.ReadFilter;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.projection.BatchProjection;
import com.stateset.sequencer.projection.ProjectionOptions;
import com.stateset.sequencer.projection.ProjectionState;
import com.stateset.sequencer.projection.TransactionalProjection;
import com.stateset.sequencer.projection.spi.Claim;
import com.stateset.sequencer.projection.spi.ProjectionStore;
import com.stateset.sequencer.projection.spi.ProjectionTransaction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Applies events in the transaction that moves the checkpoint: what a projection writes for an event is
 * stored exactly once.
 *
 * <p>The store may run the work again from its beginning when another writer was in the way. So a pass
 * keeps nothing from one try to the next; the projection's own fields are its own business. A pass ends
 * early when it has taken as long as others should have to wait, or a quarter of the lease, but never without any event: the
 * checkpoint then stands at the last event that was applied.
 *
 * @param <H> what the projection writes through
 */
final class TransactionalApplier<H> implements Applier {

    /** How many events are given to a {@link BatchProjection} at a time; the clock is looked at in between. */
    private static final int AT_ONCE = 100;

    /** A batch ends long before the lease does. */
    private static final int LEASE_PARTS = 4;

    private final TransactionalProjection<H> projection;
    private final ReadFilter filter;
    private final ProjectionStore store;
    private final boolean holdsBack;
    private final int atOnce;

    /** A transaction begins no other event after this time. */
    private final long longestNanos;

    TransactionalApplier(TransactionalProjection<H> projection, ProjectionStore store, ProjectionOptions options) {
        if (!projection.handleType().isAssignableFrom(store.handleType())) {
            throw new IllegalArgumentException("projection " + projection.name() + " writes through a "
                    + projection.handleType().getName() + ", but the store gives a "
                    + store.handleType().getName());
        }
        projection.tables().forEach(table -> table.requireApart(projection.name()));
        this.projection = projection;
        this.filter = projection.events();
        this.store = store;
        this.atOnce = projection instanceof BatchProjection ? AT_ONCE : 1;
        this.longestNanos = Math.min(
                store.longestWork().toNanos(),
                TimeUnit.NANOSECONDS.convert(options.lease().dividedBy(LEASE_PARTS)));
        this.holdsBack = options.failures().holdsEntitiesBack();
    }

    @Override
    public Optional<SequencedEvent> applyNext(Claim claim, List<SequencedEvent> events) {
        Pass pass = new Pass(events);
        return store.work(claim, pass::run) ? Optional.ofNullable(pass.last) : Optional.empty();
    }

    @Override
    public boolean applyParked(Claim claim, SequencedEvent event, boolean heldBack) {
        return store.work(claim, transaction -> {
            if (!transaction.isParked(event.sequenceNumber())) {
                return;
            }
            if (heldBack && transaction.isParkedBefore(event.event().entity(), event.sequenceNumber())) {
                transaction.park(event, 0, Applier.waiting(event));
            } else {
                apply(List.of(event), transaction);
                transaction.unpark(event);
            }
        });
    }

    /** Of several, the one in the middle is blamed: so half of them are tried next, until it is the right one. */
    private void apply(List<SequencedEvent> events, ProjectionTransaction transaction) {
        ProjectionState<H> state =
                new ProjectionState<>(projection.handleType().cast(transaction.handle()), transaction::table);
        SequencedEvent blamed = events.get(events.size() / 2);
        ProjectionCode.at(blamed, () -> {
            if (projection instanceof BatchProjection<H> batches) {
                batches.applyAll(events, state);
            } else {
                projection.apply(blamed, state);
            }
        });
    }

    /** One transaction's way through the events, of which there is one at least; from the beginning again each time it is run. */
    private final class Pass {

        private final List<SequencedEvent> events;
        private @Nullable SequencedEvent last;

        private Pass(List<SequencedEvent> events) {
            this.events = events;
        }

        private void run(ProjectionTransaction transaction) {
            last = null;
            long start = System.nanoTime();
            Set<EntityRef> parked = holdsBack ? new HashSet<>(transaction.parkedEntities()) : Set.of();
            int done = 0;
            SequencedEvent moved;
            do {
                List<SequencedEvent> next = events.subList(done, Math.min(done + atOnce, events.size()));
                apply(next, parked, transaction);
                moved = next.get(next.size() - 1);
                done += next.size();
            } while (done < events.size() && System.nanoTime() - start <= longestNanos);
            transaction.moveTo(moved);
            last = moved;
        }

        private void apply(List<SequencedEvent> next, Set<EntityRef> parked, ProjectionTransaction transaction) {
            List<SequencedEvent> accepted = new ArrayList<>(next.size());
            for (SequencedEvent event : next) {
                if (parked.contains(event.event().entity())) {
                    park(event, transaction);
                } else if (filter.matches(event)) {
                    accepted.add(event);
                }
            }
            if (!accepted.isEmpty()) {
                TransactionalApplier.this.apply(accepted, transaction);
            }
        }

        private void park(SequencedEvent event, ProjectionTransaction transaction) {
            if (filter.matches(event)) {
                transaction.park(event, 0, Applier.waiting(event));
            }
        }
    }
}
