package com.stateset.sequencer.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.verify.Verdict;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A verdict for programs. What does not apply is null, and left out.
 *
 * @param verdict {@code sound} or {@code damaged}
 * @param place where the stream was read
 * @param what what is damaged
 * @param sequenceNumber the first event that is, if it is an event
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record VerdictJson(
        String verdict,
        UUID tenantId,
        UUID storeId,
        String place,
        @Nullable String what,
        @Nullable Long sequenceNumber,
        @Nullable Figures figures,
        @Nullable List<String> grounds,
        @Nullable List<String> reservations) {

    /** What was counted of a sound stream. */
    record Figures(
            long head,
            long commitments,
            long committed,
            long uncommitted,
            long signedThrough,
            long unsigned,
            long erased,
            long encrypted,
            long endToEnd,
            Hash root) {}

    /** Returns the form of a verdict on a stream that is there. */
    static VerdictJson of(StreamId stream, String place, Verdict verdict) {
        if (verdict instanceof Verdict.Sound sound) {
            return new VerdictJson(
                    "sound",
                    stream.tenantId(),
                    stream.storeId(),
                    place,
                    null,
                    null,
                    figures(sound),
                    sound.grounds(),
                    sound.reservations());
        }
        Verdict.Damaged damaged = (Verdict.Damaged) verdict;
        return new VerdictJson(
                "damaged",
                stream.tenantId(),
                stream.storeId(),
                place,
                damaged.what(),
                damaged.sequenceNumber(),
                null,
                null,
                null);
    }

    private static Figures figures(Verdict.Sound sound) {
        return new Figures(
                sound.head(),
                sound.commitments(),
                sound.committed(),
                sound.uncommitted(),
                sound.signedThrough(),
                sound.payloads().unsigned(),
                sound.payloads().erased(),
                sound.payloads().encrypted(),
                sound.payloads().endToEnd(),
                sound.tree().root());
    }
}
