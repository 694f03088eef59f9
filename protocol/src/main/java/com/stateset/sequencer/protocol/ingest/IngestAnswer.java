package com.stateset.sequencer.protocol.ingest;

import com.stateset.sequencer.IngestReceipt;
import com.stateset.sequencer.event.Outcome;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of a batch of events without signatures.
 *
 * @param batchId names this answer
 * @param eventsAccepted how many were new
 * @param eventsDuplicate how many stood in the log already
 * @param eventsRejected how many were not stored
 * @param assignedSequenceStart the first number of a new event; null if none is new
 * @param assignedSequenceEnd the last number of a new event; null if none is new
 * @param headSequence the stream's last number afterwards
 * @param rejections one per rejected event, in the order sent
 * @param results one per event, in the order sent
 */
public record IngestAnswer(
        UUID batchId,
        int eventsAccepted,
        int eventsDuplicate,
        int eventsRejected,
        @Nullable Long assignedSequenceStart,
        @Nullable Long assignedSequenceEnd,
        long headSequence,
        List<IngestRejection> rejections,
        List<IngestResult> results) {

    /** Copies the lists. */
    public IngestAnswer {
        rejections = List.copyOf(rejections);
        results = List.copyOf(results);
    }

    /** Returns the form of what a sequencer says. */
    public static IngestAnswer of(UUID batchId, IngestReceipt receipt) {
        List<Outcome.Rejected> rejected = receipt.rejections();
        return new IngestAnswer(
                batchId,
                receipt.accepted(),
                receipt.duplicates(),
                rejected.size(),
                orNull(receipt.firstAccepted()),
                orNull(receipt.lastAccepted()),
                receipt.head(),
                rejected.stream().map(IngestRejection::of).toList(),
                receipt.outcomes().stream().map(IngestResult::of).toList());
    }

    static @Nullable Long orNull(OptionalLong number) {
        return number.isPresent() ? number.getAsLong() : null;
    }
}
