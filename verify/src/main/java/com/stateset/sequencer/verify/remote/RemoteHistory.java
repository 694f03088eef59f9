package com.stateset.sequencer.verify.remote;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.error.NotCommittedException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TileId;
import com.stateset.sequencer.proof.EventProof;
import com.stateset.sequencer.protocol.SequencerInfo;
import com.stateset.sequencer.protocol.WireCommitment;
import com.stateset.sequencer.protocol.WireEvent;
import com.stateset.sequencer.protocol.http.SequencerClient;
import com.stateset.sequencer.protocol.json.RawJson;
import com.stateset.sequencer.protocol.keys.KeyDirectory;
import com.stateset.sequencer.spi.HeadsLogStore;
import com.stateset.sequencer.spi.StoredCommitment;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TlogProof;
import com.stateset.sequencer.verify.HistoryClaims;
import com.stateset.sequencer.verify.HistorySource;
import com.stateset.sequencer.verify.bundle.BundleSequencer;
import com.stateset.sequencer.verify.bundle.ProofBundle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The history of a stream as a server tells it. It gives no leaves and tiles away, but proofs. Not thread-safe.
 *
 * <p>The leaf hashes of its events are computed, since they do not travel; that an event is the one committed to shows by the Merkle root
 * of its commitment, and by the server's proofs where that root differs.
 *
 * <p>The server gives commitments the newest first, an audit wants the oldest first. So the pages are walked once to find where they end,
 * and then read again from the last to the first. A commitment that is made meanwhile is behind the first page, and not part of the
 * audit; one that is missing between two pages shows as a gap of the chain.
 *
 * <p>The history tree is read as the files of the stream's log ({@code /log/…}), tile by tile, and the checkpoint beside it. A server
 * without such a log, an older one perhaps, shows none: then the verdict says that no history was signed, and what is signed by
 * commitments stays checked.
 *
 * <p>A key directory must be that of the agent asked for, and must be signed by the sequencer if it is signed at all; a sequencer without
 * keys signs none. The sequencer's own keys are taken as the server shows them, which is why verdicts over HTTP, as those from a store,
 * are worth as much as one's knowledge of these keys.
 *
 * <p>The server's own failure to read something (500), a history that it has found by itself to be another one than it signed (503 {@code
 * history_mismatch}), and an answer that does not speak the protocol count as damage: {@link StoreFailedException}. Everything else that goes wrong says nothing about the history: {@link StoreUnavailableException}.
 */
public final class RemoteHistory implements HistorySource {

    private static final int COMMITMENTS_PER_PAGE = 1000;
    private static final int CANNOT_READ = 500;

    private final SequencerClient client;
    private final StreamId stream;
    private final SignatureVerifier verifier;

    /** Where the pages of commitments end, the oldest page first: the server gives the newest first. */
    private final Deque<Long> pageEnds = new ArrayDeque<>();

    private @Nullable SequencerInfo sequencer;

    /**
     * Names a stream of a server.
     *
     * @param verifier decides whether the sequencer has signed its key directories
     * @throws IllegalArgumentException if it fails its {@linkplain SignatureVerifier#selfTest self-test}
     */
    public RemoteHistory(SequencerClient client, StreamId stream, SignatureVerifier verifier) {
        this.client = client;
        this.stream = stream;
        verifier.selfTest();
        this.verifier = verifier;
    }

    @Override
    public StreamId stream() {
        return stream;
    }

    @Override
    public long head() {
        return read(() -> client.head(stream));
    }

    @Override
    public List<SequencedEvent> events(long from, int limit) {
        return read(() -> client.events(stream, from, limit, false).events().stream()
                .map(WireEvent::toSequencedEvent)
                .toList());
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
        long before = Math.min(head(), Long.MAX_VALUE - 1) + 1;
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
        return read(() -> client.commitments(stream, before, COMMITMENTS_PER_PAGE).stream()
                .map(WireCommitment::toStoredCommitment)
                .toList());
    }

    @Override
    public List<AgentKey> agentKeys(UUID agentId) {
        return directory(agentId).map(text -> genuine(text, agentId).keys()).orElse(List.of());
    }

    @Override
    public SortedMap<Integer, Ed25519PublicKey> sequencerKeys() {
        return sequencer().publicKeys();
    }

    @Override
    public Optional<UUID> sequencerId() {
        return Optional.of(sequencer().sequencerId());
    }

    @Override
    public HistoryClaims history() {
        Optional<SignedNote> checkpoint = checkpoint();
        return new HistoryClaims(
                Optional.empty(),
                checkpoint,
                Optional.empty(),
                checkpoint.map(HistoryClaims::claimedSize).orElse(0L));
    }

    private Optional<SignedNote> checkpoint() {
        return read(() -> client.log(stream).checkpoint()).map(RemoteHistory::parse);
    }

    private static SignedNote parse(byte[] note) {
        try {
            return SignedNote.parse(note);
        } catch (LogVerificationException e) {
            throw new StoreFailedException("the server's checkpoint is none: " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<byte[]> historyTile(TilePath tile) {
        return read(() -> client.log(stream).find(tile));
    }

    /** It is there to be followed, by a monitor, and not to be read whole for each stream. */
    @Override
    public Optional<HeadsLogStore> headsLog() {
        return Optional.empty();
    }

    /** Receipts would be made and signed for it, one for each event. */
    @Override
    public boolean tellsReceiptKeys() {
        return false;
    }

    /** What a server keeps for its own use does not travel. */
    @Override
    public Optional<String> contradiction(long from, long to) {
        return Optional.empty();
    }

    @Override
    public Optional<List<Tile>> tiles(StoredCommitment commitment, List<TileId> ids) {
        return Optional.empty();
    }

    @Override
    public EventProof proof(long sequenceNumber) {
        return read(() -> client.proof(stream, sequenceNumber).map(proof -> proof.toEventProof(stream)))
                .orElseThrow(() -> notCommitted(sequenceNumber));
    }

    private NotCommittedException notCommitted(long sequenceNumber) {
        List<StoredCommitment> last = newestFirst(Long.MAX_VALUE);
        long committed = last.isEmpty() ? 0 : last.get(0).sequenceEnd();
        return new NotCommittedException(stream, sequenceNumber, committed, head());
    }

    /** Puts together what proves one event. */
    ProofBundle bundle(long sequenceNumber) {
        EventProof proof = proof(sequenceNumber);
        WireCommitment commitment = read(() -> client.commitment(stream, proof.batchId()))
                .orElseThrow(() -> new StoreFailedException(
                        "the server has no commitment " + proof.batchId() + ", which its proof names", null));
        return read(() -> {
            WireEvent event = client.events(stream, sequenceNumber, 1, true).events().stream()
                    .findFirst()
                    .orElseThrow(() -> new StoreFailedException("event " + sequenceNumber + " is missing", null));
            SequencedEvent sequenced = event.toSequencedEvent();
            return new ProofBundle(
                    sequenced,
                    proof,
                    commitment.toStoredCommitment().complete(),
                    event.toReceipt(sequencer().sequencerId()),
                    new BundleSequencer(sequencer().sequencerId(), sequencerKeys()),
                    ProofBundle.isSigned(sequenced)
                            ? genuineText(sequenced.event().sourceAgent())
                            : null,
                    tlogProof(sequenceNumber).orElse(null));
        });
    }

    /** Fetches the proof that an event is in the history; empty if the server has signed none that holds it. */
    Optional<TlogProof> tlogProof(long sequenceNumber) {
        return read(() -> client.tlogProof(stream, sequenceNumber)).map(file -> {
            try {
                return TlogProof.parse(file);
            } catch (LogVerificationException e) {
                throw new StoreFailedException("the server's tlog-proof is none: " + e.getMessage(), e);
            }
        });
    }

    private @Nullable RawJson genuineText(UUID agentId) {
        Optional<RawJson> text = directory(agentId);
        return text.isPresent() && genuine(text.get(), agentId).isOf(stream.tenantId(), agentId) ? text.get() : null;
    }

    /** As the server sends it; empty if it knows no such agent. */
    private Optional<RawJson> directory(UUID agentId) {
        return read(() -> client.keyDirectory(stream.tenantId(), agentId));
    }

    private KeyDirectory genuine(RawJson text, UUID agentId) {
        KeyDirectory directory = read(() -> KeyDirectory.parse(text.toByteArray()));
        if (!directory.isOf(stream.tenantId(), agentId)) {
            throw new StoreFailedException("the server's key directory is that of another agent", null);
        }
        if (directory.signature() != null
                && !directory.isSignedByOneOf(sequencerKeys().values(), verifier)) {
            throw new StoreFailedException("the key directory is not signed with a key of the sequencer", null);
        }
        return directory;
    }

    private SequencerInfo sequencer() {
        if (sequencer == null) {
            sequencer = read(client::sequencer);
        }
        return sequencer;
    }

    private <T> T read(Supplier<T> question) {
        try {
            return client.understand(question);
        } catch (TransportException.Failed e) {
            if (e.status() == CANNOT_READ) {
                throw new StoreFailedException("the server cannot read it (500)", e);
            }
            throw new StoreUnavailableException(String.valueOf(e.getMessage()), e);
        } catch (TransportException.Stopped | TransportException.Incomprehensible e) {
            throw new StoreFailedException(String.valueOf(e.getMessage()), e);
        } catch (TransportException e) {
            throw new StoreUnavailableException(String.valueOf(e.getMessage()), e);
        }
    }
}
