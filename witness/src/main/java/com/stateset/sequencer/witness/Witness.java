package com.stateset.sequencer.witness;

import static java.util.stream.Collectors.groupingBy;

import com.stateset.sequencer.tlog.CheckpointReader;
import com.stateset.sequencer.tlog.ConsistencyProof;
import com.stateset.sequencer.tlog.Cosignature;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.LogVerificationException.Reason;
import com.stateset.sequencer.tlog.NoteSigner;
import com.stateset.sequencer.tlog.NoteVerifier;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TreeHead;
import com.stateset.sequencer.tlog.VerifierKey;
import com.stateset.sequencer.witness.WitnessState.Seen;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cosigns checkpoints of logs that it knows, each only if it extends the one before: a second party's word that a log was
 * never shown with two histories (C2SP {@code tlog-witness}). Thread-safe.
 *
 * <p><b>What must hold.</b> Of any two checkpoints of one log that this key ever cosigned, one extends the other. So the new
 * checkpoint takes the place of the last one in the state, by compare-and-set and durably, <em>before</em> it is cosigned:
 *
 * <pre>
 *   read latest ─► old size = latest size? ─► proof from latest root to new root? ─► advance(latest, new) ─► sign
 *                    no: 409 with the size      no: 422                               lost: 409              200
 * </pre>
 *
 * <p>Two requests that race read the same state, and one of them loses the compare-and-set. A crash between keeping and signing
 * costs the log one answer: it asks again with the size it is told. Nothing is cosigned from memory.
 *
 * <p>A checkpoint that is signed by its log and contradicts the last one is proof against the log; it is logged in full.
 */
public final class Witness {

    private static final Logger LOG = LoggerFactory.getLogger(Witness.class);

    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int UNPROCESSABLE = 422;

    private final VerifierKey key;
    private final NoteSigner signer;
    private final NoteVerifier verifier;
    private final Map<String, List<VerifierKey>> logs;
    private final WitnessState state;
    private final Clock clock;

    /**
     * Makes a witness.
     *
     * @param key the name and public key of the witness
     * @param signer signs with the secret key of it
     * @param verifier checks the logs' signatures
     * @param logs the keys of the logs to cosign, each named as its log's origin; a log may have several
     * @throws IllegalArgumentException if {@code key} is not a witness's, or one of {@code logs} not a log's
     */
    public Witness(
            VerifierKey key,
            NoteSigner signer,
            NoteVerifier verifier,
            Collection<VerifierKey> logs,
            WitnessState state,
            Clock clock) {
        if (key.type() != VerifierKey.Type.COSIGNATURE) {
            throw new IllegalArgumentException("not the key of a witness: " + key);
        }
        this.key = key;
        this.signer = Objects.requireNonNull(signer, "signer");
        this.verifier = Objects.requireNonNull(verifier, "verifier");
        this.logs = logs.stream().collect(groupingBy(VerifierKey::name));
        this.logs.values().forEach(keys -> new CheckpointReader(verifier, keys));
        this.state = Objects.requireNonNull(state, "state");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /** The name and public key that cosignatures are verified with. */
    public VerifierKey key() {
        return key;
    }

    /** Answers an {@code add-checkpoint} request. When it is cosigned, it is kept durably. */
    public WitnessAnswer addCheckpoint(byte[] body) {
        AddCheckpoint request;
        try {
            request = AddCheckpoint.parse(body);
        } catch (IllegalArgumentException e) {
            return WitnessAnswer.refused(BAD_REQUEST, String.valueOf(e.getMessage()));
        }
        String origin = request.checkpoint().firstLine();
        List<VerifierKey> keys = logs.get(origin);
        if (keys == null) {
            return WitnessAnswer.refused(NOT_FOUND, "this witness does not know the log");
        }
        try {
            return judge(request, new CheckpointReader(verifier, keys).read(request.checkpoint(), origin));
        } catch (LogVerificationException e) {
            boolean unsigned = e.reason() == Reason.BAD_SIGNATURE || e.reason() == Reason.NO_KNOWN_SIGNATURE;
            return WitnessAnswer.refused(unsigned ? FORBIDDEN : BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private WitnessAnswer judge(AddCheckpoint request, SignedCheckpoint checkpoint) {
        TreeHead head = checkpoint.head();
        if (request.oldSize() > head.size()) {
            return WitnessAnswer.refused(BAD_REQUEST, "the old size is more than the checkpoint's");
        }
        Optional<Seen> latest = state.latest(checkpoint.origin());
        TreeHead seen = latest.map(Seen::head).orElse(TreeHead.EMPTY);
        if (request.oldSize() != seen.size()) {
            return WitnessAnswer.conflict(seen.size());
        }
        if (seen.size() == head.size() && !seen.root().equals(head.root())) {
            return contradiction(CONFLICT, latest, checkpoint, "the root of the same size was another before");
        }
        try {
            new ConsistencyProof(seen.size(), head.size(), request.consistency()).verify(seen.root(), head.root());
        } catch (LogVerificationException e) {
            return contradiction(UNPROCESSABLE, latest, checkpoint, String.valueOf(e.getMessage()));
        }
        return state.advance(latest, checkpoint)
                ? WitnessAnswer.cosigned(Cosignature.sign(request.checkpoint(), key, clock.instant(), signer))
                : WitnessAnswer.conflict(state.latest(checkpoint.origin())
                        .map(now -> now.head().size())
                        .orElse(0L));
    }

    /** A wrong proof may be a mistake of the sender; the two signed checkpoints tell, and both are in the log line. */
    private static WitnessAnswer contradiction(
            int status, Optional<Seen> latest, SignedCheckpoint checkpoint, String sentence) {
        LOG.warn(
                "Not cosigned: {}. The last checkpoint was\n{}\nand this one is\n{}",
                sentence,
                latest.map(Seen::note).orElse("(none)"),
                checkpoint);
        return WitnessAnswer.refused(status, sentence);
    }
}
