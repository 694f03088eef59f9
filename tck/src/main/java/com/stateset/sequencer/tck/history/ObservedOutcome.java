package com.stateset.sequencer.tck.history;

import com.stateset.sequencer.event.Outcome;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An outcome, reduced to what the oracle compares; with a text form for another process.
 *
 * @param number the sequence number; 0 if rejected
 * @param at the moment of sequencing; null if rejected, or if it is that of the call itself
 * @param reason the rejection's reason; empty if stored
 */
record ObservedOutcome(Kind kind, long number, @Nullable Instant at, String reason) {

    enum Kind {
        ACCEPTED,
        DUPLICATE,
        REJECTED
    }

    static ObservedOutcome accepted(long number, @Nullable Instant at) {
        return new ObservedOutcome(Kind.ACCEPTED, number, at, "");
    }

    static ObservedOutcome duplicate(long number, @Nullable Instant at) {
        return new ObservedOutcome(Kind.DUPLICATE, number, at, "");
    }

    static ObservedOutcome rejected(String reason) {
        return new ObservedOutcome(Kind.REJECTED, 0, null, reason);
    }

    static ObservedOutcome of(Outcome outcome) {
        if (outcome instanceof Outcome.Accepted accepted) {
            return accepted(accepted.sequenceNumber(), accepted.sequencedAt());
        }
        if (outcome instanceof Outcome.Duplicate duplicate) {
            return duplicate(duplicate.sequenceNumber(), duplicate.sequencedAt());
        }
        return rejected(((Outcome.Rejected) outcome).rejection().reason());
    }

    /** Whether it says the same, moments apart. */
    boolean agreesWith(ObservedOutcome other) {
        return kind == other.kind && number == other.number && reason.equals(other.reason);
    }

    boolean isAccepted() {
        return kind == Kind.ACCEPTED;
    }

    boolean isRejected() {
        return kind == Kind.REJECTED;
    }

    String encode() {
        return isRejected()
                ? "R" + URLEncoder.encode(reason, StandardCharsets.UTF_8)
                : (isAccepted() ? "A" : "D") + number + "@" + at;
    }

    static ObservedOutcome decode(String text) {
        if (text.startsWith("R")) {
            return rejected(URLDecoder.decode(text.substring(1), StandardCharsets.UTF_8));
        }
        int at = text.indexOf('@');
        long number = Long.parseLong(text.substring(1, at));
        Instant moment = Instant.parse(text.substring(at + 1));
        return text.startsWith("A") ? accepted(number, moment) : duplicate(number, moment);
    }

    @Override
    public String toString() {
        return isRejected()
                ? "rejected " + reason
                : (isAccepted() ? "accepted " : "duplicate ") + number + (at == null ? "" : " at " + at);
    }
}
