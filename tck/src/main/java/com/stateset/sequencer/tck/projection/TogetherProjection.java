package com.stateset.sequencer.tck.projection;

import com.stateset.sequencer.event.ReadFilter;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.projection.BatchProjection;
import com.stateset.sequencer.projection.ProjectionState;
import com.stateset.sequencer.projection.ProjectionTable;
import com.stateset.sequencer.projection.TransactionalProjection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What another projection does, for several events at a time.
 *
 * @param sizes how many they were each time
 */
record TogetherProjection<H>(TransactionalProjection<H> single, ConcurrentLinkedQueue<Integer> sizes)
        implements BatchProjection<H> {

    static <H> TogetherProjection<H> of(TransactionalProjection<H> single) {
        return new TogetherProjection<>(single, new ConcurrentLinkedQueue<>());
    }

    @Override
    public String name() {
        return single.name();
    }

    @Override
    public int version() {
        return single.version();
    }

    @Override
    public ReadFilter events() {
        return single.events();
    }

    @Override
    public Class<H> handleType() {
        return single.handleType();
    }

    @Override
    public List<ProjectionTable> tables() {
        return single.tables();
    }

    @Override
    public void applyAll(List<SequencedEvent> events, ProjectionState<H> state) throws Exception {
        sizes.add(events.size());
        for (SequencedEvent event : events) {
            single.apply(event, state);
        }
    }
}
