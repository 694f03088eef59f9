package com.stateset.sequencer.protocol.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.protocol.history.WireTreeHead;
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
 * @param treeHead the head of a tree that holds all events of the batch; null unless it was asked for
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
        List<IngestResult> results,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable WireTreeHead treeHead) {

    /** Copies the lists. */
    public IngestAnswer {
        rejections = List.copyOf(rejections);
        results = List.copyOf(results);
    }

    /** Returns the form of what a sequencer says. */
    public static IngestAnswer of(UUID batchId, IngestReceipt receipt) {
        return of(batchId, receipt, BatchTree.NONE);
    }

    /** Returns the form of what a sequencer says, with what was asked for of the tree. */
    public static IngestAnswer of(UUID batchId, IngestReceipt receipt, BatchTree tree) {
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
                receipt.outcomes().stream()
                        .map(outcome -> IngestResult.of(outcome, tree.inclusion(outcome)))
                        .toList(),
                tree.head());
    }

    static @Nullable Long orNull(OptionalLong number) {
        return number.isPresent() ? number.getAsLong() : null;
    }
}
