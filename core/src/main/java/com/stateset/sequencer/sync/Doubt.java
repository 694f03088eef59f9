package com.stateset.sequencer.sync;

import com.stateset.sequencer.error.TransportException;
import java.util.List;

/** A unit at which the server fails. Not thread-safe. */
final class Doubt {

    private static final long NOT_YET = -1;

    private final List<LocalEvent> unit;
    private TransportException.Failed failure;
    private long headBehind = NOT_YET;
    private boolean confirmed;

    Doubt(List<LocalEvent> unit, TransportException.Failed failure) {
        this.unit = unit;
        this.failure = failure;
    }

    List<LocalEvent> unit() {
        return unit;
    }

    /** The latest one. */
    TransportException.Failed failure() {
        return failure;
    }

    /** How far the log reached when another unit first went through behind this one. */
    long headBehind() {
        return headBehind;
    }

    void wentThroughBehind(long headSequence) {
        headBehind = headBehind == NOT_YET ? headSequence : headBehind;
    }

    boolean isOvertaken() {
        return headBehind != NOT_YET;
    }

    /** The server failed at it again, while it does not fail at others. */
    void confirm(TransportException.Failed again) {
        failure = again;
        confirmed = true;
    }

    boolean isConfirmed() {
        return confirmed;
    }

    /** What it comes to if the log does not hold it. */
    List<PushOutcome.Rejected> rejections() {
        String message = String.valueOf(failure.getMessage());
        return unit.stream()
                .map(event -> new PushOutcome.Rejected(event.eventId(), "server error: " + failure.status(), message))
                .toList();
    }
}
