package com.stateset.sequencer.jackson;

import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.proof.EventProof;
import com.stateset.sequencer.proof.Receipt;
import com.stateset.sequencer.protocol.WireCommitment;
import com.stateset.sequencer.protocol.WireEntityPage;
import com.stateset.sequencer.protocol.WireEvent;
import com.stateset.sequencer.protocol.WireEventPage;
import com.stateset.sequencer.protocol.WireProof;
import com.stateset.sequencer.protocol.WireReceipt;
import com.stateset.sequencer.protocol.history.WireInclusion;
import com.stateset.sequencer.protocol.history.WireTreeHead;
import com.stateset.sequencer.protocol.ingest.IngestAnswer;
import com.stateset.sequencer.protocol.ingest.IngestResult;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.spi.StoredCommitment;
import com.stateset.sequencer.tlog.LogInclusionProof;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TlogProof;
import com.stateset.sequencer.tlog.TreeHead;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How values of one type are written: as the server answers them.
 *
 * @param type which values, those of its subtypes included
 * @param form makes of a value what the protocol's mapper writes
 */
record WireForm<T>(Class<T> type, Function<T, Object> form) {

    /** All of them: what both modules know. */
    static final List<WireForm<?>> ALL = List.of(
            new WireForm<>(IngestReceipt.class, receipt -> IngestAnswer.of(answerId(receipt), receipt)),
            new WireForm<>(Outcome.class, outcome -> IngestResult.of(outcome, null)),
            new WireForm<>(SequencedEvent.class, event -> WireEvent.of(event, null)),
            new WireForm<>(EventPage.class, page -> WireEventPage.of(page, events(page.events()))),
            new WireForm<>(EntityHistory.class, page -> WireEntityPage.of(page, events(page.events()))),
            new WireForm<>(Receipt.class, WireReceipt::of),
            new WireForm<>(EventProof.class, WireProof::of),
            new WireForm<>(Commitment.class, WireCommitment::of),
            new WireForm<>(StoredCommitment.class, WireCommitment::of),
            new WireForm<>(TreeHead.class, head -> WireTreeHead.of(head, Optional.empty())),
            new WireForm<>(LogInclusionProof.class, WireInclusion::of),
            new WireForm<>(SignedCheckpoint.class, SignedCheckpoint::toString),
            new WireForm<>(TlogProof.class, TlogProof::toString),
            new WireForm<>(Hash.class, hash -> hash),
            new WireForm<>(Ed25519Signature.class, signature -> signature),
            new WireForm<>(Ed25519PublicKey.class, key -> key));

    /** Returns a value as JSON in UTF-8. */
    byte[] json(T value) {
        return ProtocolJson.write(form.apply(value));
    }

    /** Without receipts: a page of the log has none, and signing them here would take a key. */
    private static List<WireEvent> events(List<SequencedEvent> events) {
        return events.stream().map(event -> WireEvent.of(event, null)).toList();
    }

    /** The server names each of its answers at random. Here the name follows from the events, so that a receipt is always the same text. */
    private static UUID answerId(IngestReceipt receipt) {
        String events = receipt.outcomes().stream()
                .map(outcome -> outcome.eventId().toString())
                .collect(Collectors.joining(" ", receipt.stream() + " ", ""));
        return UUID.nameUUIDFromBytes(events.getBytes(StandardCharsets.UTF_8));
    }
}
