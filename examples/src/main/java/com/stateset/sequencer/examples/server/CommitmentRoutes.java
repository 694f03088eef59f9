package com.stateset.sequencer.examples.server;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.proof.Commitment;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Commits to streams, and reads what they are committed to. */
final class CommitmentRoutes {

    private final Sequencer sequencer;
    private final RequestBody bodies;

    CommitmentRoutes(Sequencer sequencer, RequestBody bodies) {
        this.sequencer = sequencer;
        this.bodies = bodies;
    }

    void register(Api api) {
        for (String path : List.of("/commitments", "/ves/commitments")) {
            api.post(path, this::commit);
            api.get(path, this::commitments);
            api.get(path + "/{batch_id}", this::commitment);
        }
    }

    private void commit(Context call) throws IOException {
        CommitmentRequest request = bodies.read(call, CommitmentRequest::read);
        Commitment commitment = commit(sequencer.stream(request.stream()), request.start(), request.end());
        Json.answer(call, json -> CommitmentJson.write(json, commitment));
    }

    private void commitments(Context call) throws IOException {
        Query query = Query.of(call);
        EventStream stream = sequencer.stream(query.stream());
        List<Commitment> commitments = stream.commitments(query.before(), query.limit());
        Json.answer(call, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("commitments");
            for (Commitment commitment : commitments) {
                CommitmentJson.write(json, commitment);
            }
            json.writeEndArray();
            json.writeNumberField("count", commitments.size());
            json.writeEndObject();
        });
    }

    private void commitment(Context call) throws IOException {
        UUID batchId = PathParameter.uuid(call, "batch_id");
        Commitment commitment = sequencer
                .commitment(batchId)
                .orElseThrow(() -> new ApiException(ApiError.notFound("There is no commitment " + batchId + ".")));
        Json.answer(call, json -> CommitmentJson.write(json, commitment));
    }

    private static Commitment commit(EventStream stream, @Nullable Long start, @Nullable Long end) {
        if (start != null) {
            return stream.commit(start, end != null ? end : endOf(stream, start));
        }
        return end != null ? stream.commit(startOf(stream, end), end) : stream.commit();
    }

    /** Where the commitment begins that ends there: the one that is there already, or else the next. */
    private static long startOf(EventStream stream, long end) {
        Optional<Commitment> before = lastThatStartsUpTo(stream, end);
        return before.map(found -> found.covers(end) ? found.sequenceStart() : found.sequenceEnd() + 1)
                .orElse(1L);
    }

    /** Where the commitment ends that begins there: the one that is there already, or else as far as one can go. */
    private static long endOf(EventStream stream, long start) {
        return lastThatStartsUpTo(stream, start)
                .filter(found -> found.sequenceStart() == start)
                .map(Commitment::sequenceEnd)
                .orElseGet(() -> Math.max(start, Math.min(stream.head(), start + Commitment.MAX_LEAVES - 1)));
    }

    private static Optional<Commitment> lastThatStartsUpTo(EventStream stream, long sequenceNumber) {
        long before = sequenceNumber == Long.MAX_VALUE ? sequenceNumber : sequenceNumber + 1;
        return stream.commitments(before, 1).stream().findFirst();
    }
}
