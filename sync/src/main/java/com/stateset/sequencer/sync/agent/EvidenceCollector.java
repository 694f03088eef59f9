package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.history.EquivocationCheck;
import com.stateset.sequencer.protocol.history.EquivocationEvidence;
import com.stateset.sequencer.protocol.history.EquivocationEvidence.Beginning;
import com.stateset.sequencer.protocol.history.EquivocationEvidence.Difference;
import com.stateset.sequencer.protocol.history.EquivocationEvidence.Proved;
import com.stateset.sequencer.tlog.ConsistencyProof;
import com.stateset.sequencer.tlog.LogInclusionProof;
import com.stateset.sequencer.tlog.LogProver;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TileLayout;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TileSource;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what convicts a key that has signed two histories: the pinned checkpoint, which what is held can prove, and the claim,
 * which the server's own tiles must. A server that shows no tiles for what it has signed leaves a gap in the file; the two
 * checkpoints are kept all the same.
 */
final class EvidenceCollector {

    /** One signed tree, and where its hashes are. */
    private record Side(TileSource tiles, ClaimedHead claim) {

        TreeHead head() {
            return claim.head();
        }

        LogProver prover() {
            return new LogProver(tiles, head().size());
        }

        String note() {
            return String.valueOf(claim.checkpoint());
        }
    }

    private final Side smaller;
    private final Side larger;

    EvidenceCollector(TileSource held, TileSource shown, ClaimedHead pinned, ClaimedHead claim) {
        Side ours = new Side(held, pinned);
        Side theirs = new Side(shown, claim);
        boolean ordered = pinned.head().size() <= claim.head().size();
        this.smaller = ordered ? ours : theirs;
        this.larger = ordered ? theirs : ours;
    }

    /** Whether a third person would be convinced. */
    static boolean isProof(EquivocationEvidence evidence) {
        try {
            return !EquivocationCheck.check(evidence, Set.of()).isEmpty();
        } catch (VerificationException e) {
            return false;
        }
    }

    /**
     * Returns the file; empty if the two checkpoints are of different keys, so that no key has signed two histories.
     *
     * @param index the first entry that differs, if it was found
     */
    Optional<EquivocationEvidence> collect(OptionalLong index) {
        SignedCheckpoint one = smaller.claim().checkpoint();
        if (one == null || !Objects.equals(smaller.claim().key(), larger.claim().key())) {
            return Optional.empty();
        }
        boolean inBoth = index.isPresent() && index.getAsLong() < smaller.head().size();
        return Optional.of(new EquivocationEvidence(
                EquivocationEvidence.KIND,
                one.origin(),
                Objects.requireNonNull(smaller.claim().key()),
                smaller.note(),
                larger.note(),
                smaller.head().size() == larger.head().size() ? null : beginning(),
                inBoth ? difference(index.getAsLong()) : null));
    }

    /** What the larger tree begins with; null if its tiles do not lead to what was signed. */
    private @Nullable Beginning beginning() {
        long size = smaller.head().size();
        try {
            ConsistencyProof proof = larger.prover().consistency(size);
            Hash root = new LogProver(this::beginningTile, size).rightEdge().root();
            proof.verify(root, larger.head().root());
            return new Beginning(root, proof.hashes());
        } catch (TransportException | LogVerificationException e) {
            return null;
        }
    }

    /** A tile of the smaller size, cut out of the larger tree's, which may be all that there is. */
    private byte[] beginningTile(TilePath tile) {
        int width = TileLayout.width(tile.level(), tile.index(), larger.head().size());
        byte[] whole = larger.tiles().read(TilePath.hashes(tile.level(), tile.index(), width));
        return Arrays.copyOf(whole, Math.min(whole.length, tile.width() * Hash.LENGTH));
    }

    private @Nullable Difference difference(long index) {
        Proved first = proved(smaller, index);
        Proved second = proved(larger, index);
        return first == null || second == null || first.recordHash().equals(second.recordHash())
                ? null
                : new Difference(index, first, second);
    }

    private static @Nullable Proved proved(Side side, long index) {
        long tile = index / TilePath.FULL_WIDTH;
        int place = (int) (index % TilePath.FULL_WIDTH) * Hash.LENGTH;
        try {
            byte[] records = side.tiles()
                    .read(TilePath.hashes(
                            0, tile, TileLayout.width(0, tile, side.head().size())));
            Hash record = Hash.of(Arrays.copyOfRange(records, place, place + Hash.LENGTH));
            LogInclusionProof proof = side.prover().inclusion(index);
            proof.verify(record, side.head().root());
            return new Proved(record, proof.hashes());
        } catch (TransportException | LogVerificationException e) {
            return null;
        }
    }
}
