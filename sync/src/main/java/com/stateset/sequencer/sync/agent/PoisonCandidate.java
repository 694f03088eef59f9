package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.PushOutcome;
import com.stateset.sequencer.error.TransportException;
import java.util.List;

/** A unit of which nobody knows whether the server stored it: it got no proper answer when it was sent alone. Not thread-safe. */
final class PoisonCandidate {

    /** So many times the server must fail at it once more, while it answers something else after each. */
    private static final int CONFIRMATIONS = 3;

    private final List<LocalEvent> unit;
    private final boolean suspectedBefore;
    private TransportException failure;
    private boolean overtaken;
    private int confirmations;
    private long headBehind;

    /**
     * Begins a doubt.
     *
     * @param suspectedBefore whether it was confirmed in an earlier attempt
     */
    PoisonCandidate(List<LocalEvent> unit, TransportException failure, boolean suspectedBefore) {
        this.unit = unit;
        this.failure = failure;
        this.suspectedBefore = suspectedBefore;
    }

    List<LocalEvent> unit() {
        return unit;
    }

    /** The latest one. */
    TransportException failure() {
        return failure;
    }

    /** How far the log reached after the server failed at it last. */
    long headBehind() {
        return headBehind;
    }

    /** Another unit went through behind it. */
    void overtake() {
        overtaken = true;
    }

    /** Whether it makes sense to ask once more. */
    boolean isToBeConfirmed() {
        return !isConfirmed() && hasVerdict() && (isRefused() || suspectedBefore || overtaken);
    }

    void failAgain(TransportException again) {
        failure = again;
    }

    /** The server answered something else after it had failed at this once more. */
    void confirm(long headSequence) {
        headBehind = headSequence;
        confirmations++;
    }

    boolean isConfirmed() {
        return confirmations >= (isRefused() ? 1 : CONFIRMATIONS);
    }

    /** Whether it may be given up. What the server fails at must do so in two attempts: trouble passes. */
    boolean isDecided() {
        return isConfirmed() && (isRefused() || suspectedBefore);
    }

    boolean isRefused() {
        return failure instanceof TransportException.Refused;
    }

    /** Without an answer of the server's own it may be at work on it still. */
    boolean hasVerdict() {
        return isRefused() || failure instanceof TransportException.Failed;
    }

    /** What it comes to if the log does not hold it. */
    List<PushOutcome.Rejected> rejections() {
        String message = String.valueOf(failure.getMessage());
        return unit.stream()
                .map(event -> new PushOutcome.Rejected(event.eventId(), reason(), message))
                .toList();
    }

    private String reason() {
        if (failure instanceof TransportException.Refused refused) {
            return "refused: " + refused.status();
        }
        return failure instanceof TransportException.Failed failed ? "server error: " + failed.status() : "unanswered";
    }
}
