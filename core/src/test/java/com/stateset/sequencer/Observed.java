package com.stateset.sequencer;

import com.stateset.sequencer.observe.BatchIngested;
import com.stateset.sequencer.observe.BatchRefused;
import com.stateset.sequencer.observe.GroupAppended;
import com.stateset.sequencer.observe.GroupFailed;
import com.stateset.sequencer.observe.SequencerObserver;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Keeps what it hears, and fails at each group. */
final class Observed implements SequencerObserver {

    final Queue<GroupAppended> appended = new ConcurrentLinkedQueue<>();
    final Queue<GroupFailed> failed = new ConcurrentLinkedQueue<>();
    final Queue<BatchIngested> ingested = new ConcurrentLinkedQueue<>();
    final Queue<BatchRefused> refused = new ConcurrentLinkedQueue<>();

    @Override
    public void groupAppended(GroupAppended group) {
        appended.add(group);
        throw new IllegalStateException("an observer's bug");
    }

    @Override
    public void groupFailed(GroupFailed group) {
        failed.add(group);
    }

    @Override
    public void batchIngested(BatchIngested batch) {
        ingested.add(batch);
    }

    @Override
    public void batchRefused(BatchRefused batch) {
        refused.add(batch);
    }
}
