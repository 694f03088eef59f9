package com.stateset.sequencer;

import com.stateset.sequencer.observe.BatchIngested;
import com.stateset.sequencer.observe.BatchRefused;
import com.stateset.sequencer.observe.CommitmentFailed;
import com.stateset.sequencer.observe.GroupAppended;
import com.stateset.sequencer.observe.GroupFailed;
import com.stateset.sequencer.observe.ProjectionApplied;
import com.stateset.sequencer.observe.ProjectionFailed;
import com.stateset.sequencer.observe.SequencerObserver;
import com.stateset.sequencer.observe.StreamCommitted;
import com.stateset.sequencer.observe.SubscriptionEnded;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an observer's exceptions away from the work it observes, and tells a debugger's log what the observer is told: numbers, streams and
 * reasons, and nothing that a client has chosen.
 */
final class GuardedObserver implements SequencerObserver {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedObserver.class);

    private final SequencerObserver observer;

    GuardedObserver(SequencerObserver observer) {
        this.observer = observer;
    }

    @Override
    public void groupAppended(GroupAppended group) {
        if (LOG.isDebugEnabled()) {
            LOG.debug(
                    "Lane {} has stored {} batches, {} events, in {}",
                    group.lane(),
                    group.batches(),
                    group.events(),
                    group.duration());
        }
        guard(() -> observer.groupAppended(group));
    }

    @Override
    public void groupFailed(GroupFailed group) {
        LOG.warn(
                "A group of {} batches could not be stored: {}",
                group.batches(),
                group.cause().getMessage());
        LOG.debug("The group failed with", group.cause());
        guard(() -> observer.groupFailed(group));
    }

    @Override
    public void batchIngested(BatchIngested batch) {
        if (LOG.isDebugEnabled()) {
            LOG.debug(
                    "A batch for {} is answered after {}: {} accepted, {} duplicate, {} rejected {}",
                    batch.stream(),
                    batch.duration(),
                    batch.accepted(),
                    batch.duplicate(),
                    batch.rejected(),
                    batch.rejections());
        }
        guard(() -> observer.batchIngested(batch));
    }

    @Override
    public void batchRefused(BatchRefused batch) {
        LOG.debug("No place for a batch of {} events for {} within {}", batch.events(), batch.stream(), batch.waited());
        guard(() -> observer.batchRefused(batch));
    }

    @Override
    public void streamCommitted(StreamCommitted commitment) {
        LOG.debug(
                "Committed to {}..{} of {} in {}",
                commitment.sequenceStart(),
                commitment.sequenceEnd(),
                commitment.stream(),
                commitment.duration());
        guard(() -> observer.streamCommitted(commitment));
    }

    @Override
    public void commitmentFailed(CommitmentFailed failure) {
        guard(() -> observer.commitmentFailed(failure));
    }

    @Override
    public void subscriptionStarted() {
        guard(observer::subscriptionStarted);
    }

    @Override
    public void subscriptionEnded(SubscriptionEnded end) {
        guard(() -> observer.subscriptionEnded(end));
    }

    @Override
    public void projectionApplied(ProjectionApplied batch) {
        LOG.debug(
                "The projection {} is past event {} of {}, {} more, in {}",
                batch.projection(),
                batch.sequenceNumber(),
                batch.stream(),
                batch.events(),
                batch.duration());
        guard(() -> observer.projectionApplied(batch));
    }

    @Override
    public void projectionFailed(ProjectionFailed failure) {
        guard(() -> observer.projectionFailed(failure));
    }

    private static void guard(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error e) {
            LOG.warn("The sequencer's observer failed", e);
        }
    }
}
