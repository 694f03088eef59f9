package com.stateset.sequencer.protocol.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.proof.Receipt;
import com.stateset.sequencer.protocol.WireReceipt;
import com.stateset.sequencer.protocol.history.WireTreeHead;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What became of a batch of signed events. Existing agents demand that the accepted and the rejected are all that they sent, so
 * duplicates are accepted here, and counted again as duplicates.
 *
 * @param batchId names this answer
 * @param eventsAccepted how many are in the log
 * @param eventsDuplicate how many of them were there before
 * @param eventsRejected how many are not
 * @param sequenceStart the first number of an event in the log; null if all were rejected
 * @param sequenceEnd the last number of an event in the log; null if all were rejected
 * @param headSequence the stream's last number afterwards
 * @param rejections one per rejected event, in the order sent
 * @param receipts one per event in the log, in the order sent
 * @param treeHead the head of a tree that holds all events of the batch; null unless it was asked for
 */
@JsonNaming(PropertyNamingStrategies.LowerCamelCaseStrategy.class)
public record SignedIngestAnswer(
        UUID batchId,
        int eventsAccepted,
        int eventsDuplicate,
        int eventsRejected,
        @Nullable Long sequenceStart,
        @Nullable Long sequenceEnd,
        long headSequence,
        List<SignedIngestRejection> rejections,
        List<WireReceipt> receipts,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable WireTreeHead treeHead) {

    /** Copies the lists. */
    public SignedIngestAnswer {
        rejections = List.copyOf(rejections);
        receipts = List.copyOf(receipts);
    }

    /** Returns the form of what a sequencer says, with a receipt for each event in the log. */
    public static SignedIngestAnswer of(UUID batchId, IngestReceipt answer, List<Receipt> receipts) {
        return of(batchId, answer, receipts, BatchTree.NONE);
    }

    /** Returns the form of what a sequencer says, with a receipt for each event in the log and what was asked for of the tree. */
    public static SignedIngestAnswer of(UUID batchId, IngestReceipt answer, List<Receipt> receipts, BatchTree tree) {
        List<Outcome.Rejected> rejected = answer.rejections();
        return new SignedIngestAnswer(
                batchId,
                receipts.size(),
                answer.duplicates(),
                rejected.size(),
                IngestAnswer.orNull(numbers(receipts).min()),
                IngestAnswer.orNull(numbers(receipts).max()),
                answer.head(),
                rejected.stream().map(SignedIngestRejection::of).toList(),
                receipts.stream()
                        .map(receipt -> WireReceipt.of(receipt, tree.inclusion(receipt.sequenceNumber())))
                        .toList(),
                tree.head());
    }

    private static LongStream numbers(List<Receipt> receipts) {
        return receipts.stream().mapToLong(Receipt::sequenceNumber);
    }
}
