package com.stateset.sequencer.server;

import com.stateset.sequencer.IngestBatch;
import com.stateset.sequencer.IngestReceipt;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.proof.Receipt;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/** Takes batches of events, unsigned and signed. */
final class IngestRoutes {

    private final Sequencer sequencer;
    private final RequestBody bodies;
    private final int maxEvents;

    IngestRoutes(Sequencer sequencer, RequestBody bodies, int maxEvents) {
        this.sequencer = sequencer;
        this.bodies = bodies;
        this.maxEvents = maxEvents;
    }

    void register(Api api) {
        api.postOnly("/events/ingest", this::ingest);
        api.post("/ves/events/ingest", this::ingestSigned);
    }

    private void ingest(Context call) throws IOException {
        IngestReceipt receipt = sequencer.ingest(batch(call, BatchForm.UNSIGNED));
        Json.answer(call, json -> ReceiptJson.write(json, UUID.randomUUID(), receipt));
    }

    private void ingestSigned(Context call) throws IOException {
        IngestReceipt receipt = sequencer.ingest(batch(call, BatchForm.SIGNED));
        List<Receipt> receipts = sequencer.identity().receipts(receipt);
        Json.answer(call, json -> VesReceiptJson.write(json, UUID.randomUUID(), receipt, receipts));
    }

    private IngestBatch batch(Context call, BatchForm form) {
        return bodies.read(call, body -> IngestRequestReader.read(body, form, maxEvents));
    }
}
