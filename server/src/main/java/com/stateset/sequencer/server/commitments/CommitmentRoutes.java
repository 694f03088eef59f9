package com.stateset.sequencer.server.commitments;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.protocol.CommitmentRequest;
import com.stateset.sequencer.protocol.WireCommitmentPage;
import com.stateset.sequencer.server.http.Answer;
import com.stateset.sequencer.server.http.Api;
import com.stateset.sequencer.server.http.ApiError;
import com.stateset.sequencer.server.http.ApiException;
import com.stateset.sequencer.server.http.PathParameter;
import com.stateset.sequencer.server.http.Principal;
import com.stateset.sequencer.server.http.Query;
import com.stateset.sequencer.server.http.RequestBody;
import com.stateset.sequencer.spi.CommitmentStore;
import com.stateset.sequencer.spi.StoredCommitment;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Commits to streams, and reads what they are committed to. */
public final class CommitmentRoutes {

    private final Sequencer sequencer;
    private final CommitmentStore store;
    private final RequestBody bodies;
    private final CommitmentForms forms;

    public CommitmentRoutes(Sequencer sequencer, RequestBody bodies) {
        this.sequencer = sequencer;
        this.store = sequencer.commitments();
        this.bodies = bodies;
        this.forms = new CommitmentForms(sequencer);
    }

    public void register(Api api) {
        for (String path : List.of("/commitments", "/ves/commitments")) {
            api.post(path, this::commit);
            api.get(path, this::commitments);
            api.get(path + "/{batch_id}", this::commitment);
        }
    }

    private void commit(Context call) throws IOException {
        CommitmentRequest request = bodies.read(call, CommitmentRequest.class);
        Principal.of(call).require(request.stream());
        Commitment commitment = commit(request.stream(), request.sequenceStart(), request.sequenceEnd());
        Answer.write(call, forms.form(StoredCommitment.of(commitment)));
    }

    private void commitments(Context call) throws IOException {
        Query query = Query.of(call);
        List<StoredCommitment> commitments = store.newestFirst(query.stream(), query.before(), query.limit());
        commitments.forEach(StateRoots::require);
        Answer.write(call, WireCommitmentPage.of(forms.forms(commitments)));
    }

    /** One of a stream that the caller does not reach is not there. */
    private void commitment(Context call) throws IOException {
        UUID batchId = PathParameter.uuid(call, "batch_id");
        Principal principal = Principal.of(call);
        StoredCommitment commitment = store.find(batchId)
                .filter(found -> principal.reaches(found.stream()))
                .orElseThrow(() -> new ApiException(ApiError.notFound("There is no commitment " + batchId + ".")));
        StateRoots.require(commitment);
        Answer.write(call, forms.form(commitment));
    }

    private Commitment commit(StreamId stream, @Nullable Long start, @Nullable Long end) {
        try {
            return commit(sequencer.stream(stream), start, end);
        } catch (StoreFailedException e) {
            store.last(stream).ifPresent(StateRoots::require);
            Long named = start != null ? start : end;
            if (named != null) {
                store.covering(stream, named).ifPresent(StateRoots::require);
            }
            throw e;
        }
    }

    private Commitment commit(EventStream stream, @Nullable Long start, @Nullable Long end) {
        if (start != null) {
            return stream.commit(start, end != null ? end : endOf(stream, start));
        }
        return end != null ? stream.commit(startOf(stream.id(), end), end) : stream.commit();
    }

    /** Where the commitment begins that ends there: the one that is there already, or else the next. */
    private long startOf(StreamId stream, long end) {
        return lastThatStartsUpTo(stream, end)
                .map(found -> found.sequenceEnd() >= end ? found.sequenceStart() : found.sequenceEnd() + 1)
                .orElse(1L);
    }

    /** Where the commitment ends that begins there: the one that is there already, or else as far as one can go. */
    private long endOf(EventStream stream, long start) {
        return lastThatStartsUpTo(stream.id(), start)
                .filter(found -> found.sequenceStart() == start)
                .map(StoredCommitment::sequenceEnd)
                .orElseGet(() -> Math.max(start, Math.min(stream.head(), start + Commitment.MAX_LEAVES - 1)));
    }

    private Optional<StoredCommitment> lastThatStartsUpTo(StreamId stream, long sequenceNumber) {
        long before = sequenceNumber == Long.MAX_VALUE ? sequenceNumber : sequenceNumber + 1;
        return store.newestFirst(stream, before, 1).stream().findFirst();
    }
}
