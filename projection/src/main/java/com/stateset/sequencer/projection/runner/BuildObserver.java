package com.stateset.sequencer.projection.runner;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.observe.ProjectionApplied;
import com.stateset.sequencer.observe.ProjectionFailed;
import com.stateset.sequencer.observe.ProjectionFailed.Consequence;
import com.stateset.sequencer.observe.SequencerObserver;
import com.stateset.sequencer.projection.ProjectionBuild;
import java.time.Duration;

/** Tells the sequencer's observer how one build gets on. Thread-safe. */
record BuildObserver(SequencerObserver observer, String projection, int version) {

    /** Of a build that is carried on. */
    static BuildObserver of(ProjectionBuild build, SequencerObserver observer) {
        return new BuildObserver(observer, build.name(), build.version());
    }

    /** The build has moved past some events, up to one. */
    void applied(StreamId stream, long sequenceNumber, int events, long sinceNanos) {
        observer.projectionApplied(new ProjectionApplied(
                projection, version, stream, sequenceNumber, events, Duration.ofNanos(System.nanoTime() - sinceNanos)));
    }

    /** An event failed. */
    void failed(StreamId stream, long sequenceNumber, Consequence consequence, String error) {
        observer.projectionFailed(
                new ProjectionFailed(projection, version, stream, sequenceNumber, consequence, error));
    }
}
