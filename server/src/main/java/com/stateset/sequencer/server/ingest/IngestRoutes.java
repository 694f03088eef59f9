package com.stateset.sequencer.server.ingest;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.BatchRule;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.protocol.ingest.BatchTree;
import com.stateset.sequencer.protocol.ingest.ConditionalIngestRequest;
import com.stateset.sequencer.protocol.ingest.IngestAnswer;
import com.stateset.sequencer.protocol.ingest.IngestRequest;
import com.stateset.sequencer.protocol.ingest.SignedConditionalIngestRequest;
import com.stateset.sequencer.protocol.ingest.SignedIngestAnswer;
import com.stateset.sequencer.protocol.ingest.SignedIngestRequest;
import com.stateset.sequencer.protocol.ingest.WireCondition;
import com.stateset.sequencer.server.http.Answer;
import com.stateset.sequencer.server.http.Api;
import com.stateset.sequencer.server.http.ApiError;
import com.stateset.sequencer.server.http.ApiException;
import com.stateset.sequencer.server.http.Principal;
import com.stateset.sequencer.server.http.Query;
import com.stateset.sequencer.server.http.RequestBody;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** Takes batches of events, unsigned and signed. */
public final class IngestRoutes {

    private final Sequencer sequencer;
    private final RequestBody bodies;
    private final Batches batches;

    public IngestRoutes(Sequencer sequencer, RequestBody bodies, int maxEvents) {
        this.sequencer = sequencer;
        this.bodies = bodies;
        this.batches = new Batches(maxEvents);
    }

    /**
     * Chained and conditional batches have paths of their own: a server that does not know the rule answers 404, and takes none of a batch
     * that relies on it. A parameter would be ignored.
     */
    public void register(Api api) {
        api.postOnly("/events/ingest", call -> ingest(call, BatchRule.INDEPENDENT));
        api.post("/ves/events/ingest", call -> ingestSigned(call, BatchRule.INDEPENDENT));
        api.post("/events/ingest/chained", call -> ingest(call, BatchRule.CHAINED));
        api.post("/ves/events/ingest/chained", call -> ingestSigned(call, BatchRule.CHAINED));
        api.post("/events/ingest/conditional", this::ingestConditional);
        api.post("/ves/events/ingest/conditional", this::ingestSignedConditional);
    }

    private void ingest(Context call, BatchRule rule) throws IOException {
        Principal sender = Principal.of(call);
        answer(
                call,
                () -> cloudEvents(call, false, rule)
                        .orElseGet(() -> sequencer.ingest(bodies.read(
                                call,
                                IngestRequest.class,
                                request -> batches.of(sender, request.agentId(), request.events(), rule)))));
    }

    private void ingestSigned(Context call, BatchRule rule) throws IOException {
        Principal sender = Principal.of(call);
        answerSigned(
                call,
                () -> cloudEvents(call, true, rule)
                        .orElseGet(() -> sequencer.ingest(bodies.read(
                                call,
                                SignedIngestRequest.class,
                                request -> batches.of(sender, request.agentId(), request.events(), rule)))));
    }

    private void ingestConditional(Context call) throws IOException {
        Principal sender = Principal.of(call);
        answer(
                call,
                () -> sequencer.ingest(bodies.read(
                        call,
                        ConditionalIngestRequest.class,
                        request -> batches.of(
                                sender, request.agentId(), request.events(), rule(request.appendCondition())))));
    }

    private void ingestSignedConditional(Context call) throws IOException {
        Principal sender = Principal.of(call);
        answerSigned(
                call,
                () -> sequencer.ingest(bodies.read(
                        call,
                        SignedConditionalIngestRequest.class,
                        request -> batches.of(
                                sender, request.agentId(), request.events(), rule(request.appendCondition())))));
    }

    private static BatchRule rule(WireCondition condition) {
        return new BatchRule.Atomic(condition.toCondition());
    }

    private static void answer(Context call, Supplier<IngestReceipt> ingest) throws IOException {
        Function<IngestReceipt, BatchTree> tree = tree(Query.of(call));
        IngestReceipt receipt = ingest.get();
        Answer.write(call, IngestAnswer.of(UUID.randomUUID(), receipt, tree.apply(receipt)));
    }

    private void answerSigned(Context call, Supplier<IngestReceipt> ingest) throws IOException {
        Function<IngestReceipt, BatchTree> tree = tree(Query.of(call));
        IngestReceipt receipt = ingest.get();
        Answer.write(
                call,
                SignedIngestAnswer.of(
                        UUID.randomUUID(), receipt, sequencer.identity().receipts(receipt), tree.apply(receipt)));
    }

    /**
     * Takes CloudEvents, if that is what is sent. Where it is a single one, its sender looks at the status, and not for a verdict in a list:
     * so a rejection is the call's.
     */
    private Optional<IngestReceipt> cloudEvents(Context call, boolean signed, BatchRule rule) {
        Principal sender = Principal.of(call);
        return CloudEventMode.of(call).map(mode -> {
            IngestReceipt receipt = sequencer.ingest(bodies.read(
                    call,
                    body -> SentCloudEvents.read(mode, call, body).requireWhole(signed),
                    sent -> batches.of(sender, sent, rule)));
            if (mode != CloudEventMode.BATCHED && !receipt.rejections().isEmpty()) {
                throw new ApiException(rejected(receipt.rejections().get(0)));
            }
            return receipt;
        });
    }

    private static ApiError rejected(Outcome.Rejected event) {
        Map<String, String> details = Map.of(
                "event_id",
                event.eventId().toString(),
                "reason",
                event.rejection().reason());
        String message = "The event is rejected: " + event.rejection().message() + ".";
        return new ApiError(422, "event_rejected", message, details, Map.of());
    }

    /** What is asked for of the tree, to be made of what became of the batch. Proofs mean nothing without the head they lead to. */
    private static Function<IngestReceipt, BatchTree> tree(Query query) {
        boolean proofs = query.proofs();
        return query.treeHead() || proofs ? receipt -> BatchTree.of(receipt, proofs) : receipt -> BatchTree.NONE;
    }
}
