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

/** Keeps an observer's exceptions away from the work it observes. */
final class GuardedObserver implements SequencerObserver {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedObserver.class);

    private final SequencerObserver observer;

    GuardedObserver(SequencerObserver observer) {
        this.observer = observer;
    }

    @Override
    public void groupAppended(GroupAppended group) {
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
        guard(() -> observer.batchIngested(batch));
    }

    @Override
    public void batchRefused(BatchRefused batch) {
        guard(() -> observer.batchRefused(batch));
    }

    @Override
    public void streamCommitted(StreamCommitted commitment) {
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
