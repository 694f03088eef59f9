package com.stateset.sequencer.cli.verify;

import com.stateset.sequencer.verify.HistorySource;
import com.stateset.sequencer.error.NotCommittedException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TileId;
import com.stateset.sequencer.proof.EventProof;
import com.stateset.sequencer.spi.StoredCommitment;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The history of a stream as a server tells it. It gives no leaves and tiles away, but proofs. Not thread-safe. */
public final class RemoteHistory implements HistorySource {

    private static final int COMMITMENTS_PER_PAGE = 1000;

    private final Api api;
    private final StreamId stream;

    /** Where the pages of commitments end, the oldest page first: the server gives the newest first. */
    private final Deque<Long> pageEnds = new ArrayDeque<>();

    private @Nullable SequencerFacts sequencer;

    /** Names a stream of a server; {@code apiKey} is shown if it is given. */
    public RemoteHistory(URI server, @Nullable String apiKey, StreamId stream) {
        this.api = new Api(server, apiKey);
        this.stream = stream;
    }

    @Override
    public StreamId stream() {
        return stream;
    }

    @Override
    public long head() {
        return read(api.require("/head" + ofStream()), answer -> answer.number("head_sequence"));
    }

    @Override
    public List<SequencedEvent> events(long from, int limit) {
        return read(
                api.require("/events" + ofStream() + "&from=" + from + "&limit=" + limit),
                answer -> answer.objects("events").stream().map(EventForm::read).toList());
    }

    @Override
    public List<StoredCommitment> commitments(long from) {
        if (from == 0) {
            findPages();
        }
        List<StoredCommitment> page = List.of();
        while (page.isEmpty() && !pageEnds.isEmpty()) {
            page = newestFirst(pageEnds.pop()).stream()
                    .filter(commitment -> commitment.sequenceStart() >= from)
                    .toList();
        }
        List<StoredCommitment> oldestFirst = new ArrayList<>(page);
        Collections.reverse(oldestFirst);
        return oldestFirst;
    }

    private void findPages() {
        pageEnds.clear();
        long before = head() + 1;
        List<StoredCommitment> page = newestFirst(before);
        while (!page.isEmpty()) {
            pageEnds.push(before);
            long start = page.get(page.size() - 1).sequenceStart();
            if (start >= before) {
                throw new StoreFailedException("the server does not give the newest first", null);
            }
            before = start;
            page = newestFirst(before);
        }
    }

    private List<StoredCommitment> newestFirst(long before) {
        return read(
                api.require("/commitments" + ofStream() + "&limit=" + COMMITMENTS_PER_PAGE + "&before=" + before),
                answer -> answer.objects("commitments").stream()
                        .map(CommitmentForm::read)
                        .toList());
    }

    @Override
    public List<AgentKey> agentKeys(UUID agentId) {
        return directory(agentId).map(KeyDirectory::keys).orElse(List.of());
    }

    @Override
    public SortedMap<Integer, Ed25519PublicKey> sequencerKeys() {
        return sequencer().keys();
    }

    @Override
    public Optional<List<Tile>> tiles(StoredCommitment commitment, List<TileId> ids) {
        return Optional.empty();
    }

    @Override
    public EventProof proof(long sequenceNumber) {
        return api.get("/proofs/" + sequenceNumber + ofStream())
                .map(answer -> read(answer, fields -> ProofForm.read(stream, fields)))
                .orElseThrow(() -> notCommitted(sequenceNumber));
    }

    private NotCommittedException notCommitted(long sequenceNumber) {
        List<StoredCommitment> last = newestFirst(Long.MAX_VALUE);
        long committed = last.isEmpty() ? 0 : last.get(0).sequenceEnd();
        return new NotCommittedException(stream, sequenceNumber, committed, head());
    }

    /** Puts the evidence for one event together. */
    ProofBundle bundle(long sequenceNumber) {
        EventProof proof = proof(sequenceNumber);
        Fields answer = api.require("/events" + ofStream() + "&from=" + sequenceNumber + "&limit=1&receipts=true");
        StoredCommitment commitment = api.get("/commitments/" + proof.batchId() + ofStream())
                .map(found -> read(found, CommitmentForm::read))
                .orElseThrow(() -> new StoreFailedException(
                        "the server has no commitment " + proof.batchId() + ", which its proof names", null));
        return read(answer, page -> {
            Fields event = page.objects("events").get(0);
            SequencedEvent sequenced = EventForm.read(event);
            return new ProofBundle(
                    sequenced,
                    proof,
                    commitment.complete(),
                    ReceiptForm.ofEvent(event, sequenced, sequencer().id()),
                    sequencer(),
                    ProofBundle.isSigned(sequenced)
                            ? directory(sequenced.event().sourceAgent()).orElse(null)
                            : null);
        });
    }

    private Optional<KeyDirectory> directory(UUID agentId) {
        return api.get("/agents/" + agentId + "/signing-keys?tenant_id=" + stream.tenantId())
                .map(answer -> requireGenuine(read(answer, KeyDirectory::read), agentId));
    }

    private KeyDirectory requireGenuine(KeyDirectory directory, UUID agentId) {
        if (!directory.agentId().equals(agentId) || !directory.tenantId().equals(stream.tenantId())) {
            throw new StoreFailedException("the server's key directory is that of another agent", null);
        }
        if (directory.isSigned() && !directory.isSignedByOneOf(sequencerKeys().values())) {
            throw new StoreFailedException("the key directory is not signed with a key of the sequencer", null);
        }
        return directory;
    }

    private SequencerFacts sequencer() {
        if (sequencer == null) {
            sequencer = read(api.require("/sequencer"), SequencerFacts::read);
        }
        return sequencer;
    }

    private String ofStream() {
        return "?tenant_id=" + stream.tenantId() + "&store_id=" + stream.storeId();
    }

    private static <T> T read(Fields answer, Function<Fields, T> reader) {
        try {
            return reader.apply(answer);
        } catch (MalformedException e) {
            throw new StoreFailedException("the server's answer: " + e.getMessage(), e);
        }
    }
}
