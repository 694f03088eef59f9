package com.stateset.sequencer.server.ingest;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.ingest.IngestBatch;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.protocol.ingest.BatchTree;
import com.stateset.sequencer.protocol.ingest.IngestAnswer;
import com.stateset.sequencer.protocol.ingest.IngestRequest;
import com.stateset.sequencer.protocol.ingest.SignedIngestAnswer;
import com.stateset.sequencer.protocol.ingest.SignedIngestRequest;
import com.stateset.sequencer.server.http.Answer;
import com.stateset.sequencer.server.http.Api;
import com.stateset.sequencer.server.http.Principal;
import com.stateset.sequencer.server.http.Query;
import com.stateset.sequencer.server.http.RequestBody;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.UUID;
import java.util.function.Function;

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
     * Chained batches have paths of their own: a server that does not know the rule answers 404, and takes none of a batch that relies on
     * it. A parameter would be ignored.
     */
    public void register(Api api) {
        api.postOnly("/events/ingest", call -> ingest(call, false));
        api.post("/ves/events/ingest", call -> ingestSigned(call, false));
        api.post("/events/ingest/chained", call -> ingest(call, true));
        api.post("/ves/events/ingest/chained", call -> ingestSigned(call, true));
    }

    private void ingest(Context call, boolean chained) throws IOException {
        Function<IngestReceipt, BatchTree> tree = tree(Query.of(call));
        Principal sender = Principal.of(call);
        IngestBatch batch = bodies.read(
                call, IngestRequest.class, request -> batches.of(sender, request.agentId(), request.events(), chained));
        IngestReceipt receipt = sequencer.ingest(batch);
        Answer.write(call, IngestAnswer.of(UUID.randomUUID(), receipt, tree.apply(receipt)));
    }

    private void ingestSigned(Context call, boolean chained) throws IOException {
        Function<IngestReceipt, BatchTree> tree = tree(Query.of(call));
        Principal sender = Principal.of(call);
        IngestBatch batch = bodies.read(
                call,
                SignedIngestRequest.class,
                request -> batches.of(sender, request.agentId(), request.events(), chained));
        IngestReceipt receipt = sequencer.ingest(batch);
        Answer.write(
                call,
                SignedIngestAnswer.of(
                        UUID.randomUUID(), receipt, sequencer.identity().receipts(receipt), tree.apply(receipt)));
    }

    /** What is asked for of the tree, to be made of what became of the batch. Proofs mean nothing without the head they lead to. */
    private static Function<IngestReceipt, BatchTree> tree(Query query) {
        boolean proofs = query.proofs();
        return query.treeHead() || proofs ? receipt -> BatchTree.of(receipt, proofs) : receipt -> BatchTree.NONE;
    }
}
