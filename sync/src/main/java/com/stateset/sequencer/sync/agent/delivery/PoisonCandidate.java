package com.stateset.sequencer.sync.agent.delivery;

import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.PushOutcome;
import java.util.List;

/**
 * A unit that got no proper answer when it was sent alone, so that it is unknown whether the server stored it. Not thread-safe.
 *
 * <p>It becomes rejected only if everything speaks against it: the server answered other calls, before and after it failed at this one;
 * it failed at it {@link #CONFIRMATIONS} times in this attempt and in an earlier one; and the log, pulled after that, does not hold it.
 * Anything less may be a server in trouble, and an event that is given up wrongly would be lost for its agent although the log holds it.
 */
public final class PoisonCandidate {

    /** So many times the server must fail at it once more, while it answers something else after each. */
    private static final int CONFIRMATIONS = 3;

    private final List<LocalEvent> unit;
    private final boolean suspectedBefore;
    private TransportException failure;
    private boolean overtaken;
    private int confirmations;
    private long headBehind;

    /**
     * Begins to suspect a unit.
     *
     * @param suspectedBefore whether it was confirmed in an earlier attempt
     */
    public PoisonCandidate(List<LocalEvent> unit, TransportException failure, boolean suspectedBefore) {
        this.unit = unit;
        this.failure = failure;
        this.suspectedBefore = suspectedBefore;
    }

    public List<LocalEvent> unit() {
        return unit;
    }

    /** The latest one. */
    public TransportException failure() {
        return failure;
    }

    /** How far the log reached after the server failed at it last. */
    public long headBehind() {
        return headBehind;
    }

    /** Another unit went through behind it. */
    void overtake() {
        overtaken = true;
    }

    /** Whether it makes sense to ask once more. */
    public boolean isToBeConfirmed() {
        return !isConfirmed() && hasVerdict() && (isRefused() || suspectedBefore || overtaken);
    }

    public void failAgain(TransportException again) {
        failure = again;
    }

    /** The server answered something else after it had failed at this once more. */
    public void confirm(long headSequence) {
        headBehind = headSequence;
        confirmations++;
    }

    public boolean isConfirmed() {
        return confirmations >= (isRefused() ? 1 : CONFIRMATIONS);
    }

    /** Whether it may be given up. What the server fails at must do so in two attempts: trouble passes. */
    public boolean isDecided() {
        return isConfirmed() && (isRefused() || suspectedBefore);
    }

    public boolean isRefused() {
        return failure instanceof TransportException.Refused;
    }

    /** Without an answer of the server's own it may be at work on it still. */
    public boolean hasVerdict() {
        return isRefused() || failure instanceof TransportException.Failed;
    }

    /** What it comes to if the log does not hold it. */
    public List<PushOutcome.Rejected> rejections() {
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
