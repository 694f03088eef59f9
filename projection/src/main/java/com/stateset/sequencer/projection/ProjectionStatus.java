package com.stateset.sequencer.projection;

import com.stateset.sequencer.event.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How far a build has come.
 *
 * @param build which one
 * @param streams how many streams have events
 * @param events how many events they have
 * @param applied how many of these it is past
 * @param parked how many events are put aside
 * @param stopped the streams that stand still, and why
 * @param workers how many threads, of all processes, are at it
 * @param now the store's clock
 */
public record ProjectionStatus(
        ProjectionBuild build,
        long streams,
        long events,
        long applied,
        long parked,
        List<StoppedStream> stopped,
        int workers,
        Instant now) {

    /** A stream that stands still, and why. */
    public record StoppedStream(StreamId stream, long sequenceNumber, String reason) {}

    public ProjectionStatus {
        stopped = List.copyOf(stopped);
    }

    /** How many events it is behind. */
    public long lag() {
        return Math.max(0, events - applied);
    }

    /** From 0 to 1. */
    public double progress() {
        return events == 0 ? 1 : Math.min(1, (double) applied / events);
    }

    /**
     * How long a build that is made beside the live one will take to catch up, if it goes on as it did so
     * far; empty for others, and before there is an estimate.
     */
    public Optional<Duration> timeLeft() {
        if (build.role() != ProjectionBuild.Role.NEXT || applied == 0) {
            return Optional.empty();
        }
        Duration soFar = Duration.between(build.startedAt(), now);
        return Optional.of(Duration.ofMillis(Math.round((double) soFar.toMillis() * lag() / applied)));
    }
}
