package com.stateset.sequencer.server.history;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.audit.AuditAction;
import com.stateset.sequencer.audit.AuditDeed;
import com.stateset.sequencer.audit.AuditLog;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.history.HeadsLog;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.history.HistoryAcceptance;
import com.stateset.sequencer.protocol.history.HistoryConsistency;
import com.stateset.sequencer.protocol.history.HistoryHead;
import com.stateset.sequencer.protocol.history.HistoryHead.Witnessed;
import com.stateset.sequencer.protocol.history.HistoryProof;
import com.stateset.sequencer.protocol.history.WireTreeHead;
import com.stateset.sequencer.server.http.Accepted;
import com.stateset.sequencer.server.http.Answer;
import com.stateset.sequencer.server.http.Api;
import com.stateset.sequencer.server.http.ApiError;
import com.stateset.sequencer.server.http.ApiException;
import com.stateset.sequencer.server.http.CallDeed;
import com.stateset.sequencer.server.http.PathParameter;
import com.stateset.sequencer.server.http.Principal;
import com.stateset.sequencer.server.http.Query;
import com.stateset.sequencer.server.http.RequestBody;
import com.stateset.sequencer.tlog.ConsistencyProof;
import com.stateset.sequencer.tlog.LogInclusionProof;
import com.stateset.sequencer.tlog.NoteSignature;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TlogProof;
import com.stateset.sequencer.tlog.TreeHead;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Says in JSON where the trees of streams stand, and proves it. */
public final class HistoryRoutes {

    private final Sequencer sequencer;
    private final RequestBody bodies;
    private final AuditLog audit;

    public HistoryRoutes(Sequencer sequencer, RequestBody bodies, AuditLog audit) {
        this.sequencer = sequencer;
        this.bodies = bodies;
        this.audit = audit;
    }

    public void register(Api api) {
        api.get("/history/head", this::head);
        api.get("/history/proofs/{sequence_number}", this::prove);
        api.get("/history/consistency", this::consistency);
        api.post("/history/accept", this::accept);
    }

    private void head(Context call) throws IOException {
        StreamId stream = Query.of(call).stream();
        ShownTree shown = ShownTree.of(sequencer.stream(stream).history());
        Answer.write(call, HistoryHead.of(WireTreeHead.of(shown.head(), shown.checkpoint()), witnessed(stream)));
    }

    private @Nullable Witnessed witnessed(StreamId stream) {
        HeadsLog heads = sequencer.headsLog();
        return heads.witnessed()
                .flatMap(checkpoint -> heads.headUnder(checkpoint, stream)
                        .map(head -> new Witnessed(head.size(), cosignatures(checkpoint))))
                .orElse(null);
    }

    /** All lines but the log's own. */
    private static List<String> cosignatures(SignedCheckpoint checkpoint) {
        return checkpoint.note().signatures().stream()
                .filter(line -> !line.name().equals(checkpoint.origin()))
                .map(NoteSignature::toString)
                .toList();
    }

    private void prove(Context call) throws IOException {
        Query query = Query.of(call);
        EventStream stream = sequencer.stream(query.stream());
        long number = PathParameter.number(call, "sequence_number");
        OptionalLong asked = query.size();
        ShownTree shown = ShownTree.of(stream.history());
        long size = shown.sizeOr(asked);
        if (number < 1 || number > size) {
            throw new ApiException(
                    ApiError.notFound("Event " + number + " is not in the stream's tree of " + size + " entries."));
        }
        LogInclusionProof proof = shown.tree().inclusion(number, size);
        if (Accepted.prefers(call, "text/plain")) {
            Answer.write(call, LogRoutes.TEXT, tlogProof(shown, proof).toByteArray());
        } else {
            Answer.write(call, HistoryProof.of(leaf(stream, number), proof, shown.root(size), shown.checkpoint(size)));
        }
    }

    private void consistency(Context call) throws IOException {
        Query query = Query.of(call);
        StreamId stream = query.stream();
        long from = query.requiredFrom();
        OptionalLong asked = query.to();
        if (from > asked.orElse(from)) {
            throw new ApiException(ApiError.badRequest("The parameter from must not be more than to."));
        }
        ShownTree shown = ShownTree.of(sequencer.stream(stream).history());
        long to = shown.sizeOr(asked);
        shown.sizeOr(OptionalLong.of(from));
        ConsistencyProof proof = shown.tree().consistency(from, to);
        Answer.write(call, HistoryConsistency.of(proof, shown.root(to), shown.checkpoint(to)));
    }

    /**
     * Who has restored a backup says so, and that is who runs the server: the log of heads, which may go on by it, is that of all tenants.
     */
    private void accept(Context call) throws IOException {
        Principal.of(call).requireOperator("A history is accepted by");
        StreamId stream = bodies.read(call, HistoryAcceptance.class).stream();
        TreeHead accepted = accept(call, stream);
        Optional<SignedCheckpoint> checkpoint = sequencer.stream(stream)
                .history()
                .lastSigned()
                .filter(signed -> signed.head().equals(accepted));
        Answer.write(call, WireTreeHead.of(accepted, checkpoint));
    }

    /** An audit log that is stopped takes no entry before its own history is accepted. */
    private TreeHead accept(Context call, StreamId stream) {
        AuditDeed deed = CallDeed.of(
                call,
                stream.tenantId(),
                AuditAction.HISTORY_ACCEPTED,
                new EntityRef("store", stream.storeId().toString()),
                Map.of());
        Supplier<TreeHead> work = () -> sequencer.acceptHistory(stream);
        if (stream.isAuditLog()) {
            TreeHead accepted = work.get();
            work = () -> accepted;
        }
        return audit.perform(
                deed,
                work,
                head -> Map.of("size", head.size(), "root", head.root().toHex()));
    }

    private static TlogProof tlogProof(ShownTree shown, LogInclusionProof proof) {
        return shown.checkpoint(proof.size())
                .map(checkpoint -> TlogProof.of(proof, checkpoint))
                .orElseThrow(() -> new ApiException(ApiError.notFound(
                        "There is no checkpoint of " + proof.size() + " entries, which a tlog-proof has in it.")));
    }

    private static Hash leaf(EventStream stream, long number) {
        return stream.read(ReadOptions.forwardsFrom(number).limit(1))
                .events()
                .get(0)
                .leafHash();
    }
}
