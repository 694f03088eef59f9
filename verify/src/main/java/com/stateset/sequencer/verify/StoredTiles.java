package com.stateset.sequencer.verify;

import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TileId;
import com.stateset.sequencer.proof.EventProof;
import com.stateset.sequencer.spi.StoredCommitment;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares the stored tiles of a commitment's tree with what the events give, where the source has tiles.
 *
 * <p>A leaf that differs has two explanations: the event was altered together with its own leaf column, or the tile was altered. The
 * stored tree decides: if its path from the stored leaf leads to the commitment's root, then that leaf is the one committed to, and the
 * event is not the one it was made of. Otherwise the tile is damaged.
 *
 * <p>Reads one tile of 256 leaves at a time. For one thread, and to be asked in the order of the events.
 */
final class StoredTiles {

    private final HistorySource source;
    private final StoredCommitment commitment;
    private @Nullable Tile leaves;

    StoredTiles(HistorySource source, StoredCommitment commitment) {
        this.source = source;
        this.commitment = commitment;
    }

    /** Returns if the stored tree has this event's leaf at its place; to be asked in order. */
    void requireLeaf(CheckedEvent event) throws DamageException {
        long leafIndex = event.sequenceNumber() - commitment.sequenceStart();
        int position = (int) (leafIndex % Tile.MAX_SIZE);
        if (position == 0) {
            leaves = read(Tiles.ofLeaf(leafIndex)).orElse(null);
            requireSize(leaves, leafIndex);
        }
        if (leaves != null && !Tiles.hash(leaves, position).equals(event.leaf())) {
            throw isProved(event)
                    ? DamageException.ofEvent(event.sequenceNumber(), "it is not the event that was committed to")
                    : DamageException.ofEvent(
                            event.sequenceNumber(),
                            "the stored tree of the commitment of " + DamageException.range(commitment)
                                    + " holds another leaf for it, in tile " + leaves.id());
        }
    }

    /** Returns if a tile of the tree is stored as it should be. */
    void require(Tile expected) throws DamageException {
        Optional<Tile> stored = read(expected.id());
        if (stored.isPresent() && !stored.get().equals(expected)) {
            throw DamageException.ofCommitment(
                    commitment, "its stored tile " + expected.id() + " is not that of its events");
        }
    }

    private void requireSize(@Nullable Tile tile, long firstLeaf) throws DamageException {
        long size = Math.min(Tile.MAX_SIZE, commitment.sequenceEnd() - commitment.sequenceStart() + 1 - firstLeaf);
        if (tile != null && tile.size() != size) {
            throw DamageException.ofCommitment(
                    commitment, "its stored tile " + tile.id() + " has " + tile.size() + " hashes, not " + size);
        }
    }

    /** Whether the stored tree leads to the commitment's root with its own leaf, which then is the one committed to. */
    private boolean isProved(CheckedEvent event) {
        try {
            EventProof proof = source.proof(event.sequenceNumber());
            proof.verify(commitment.complete());
            return true;
        } catch (StoreUnavailableException e) {
            throw e;
        } catch (SequencerException e) {
            return false;
        }
    }

    /** Empty only if the source has no tiles. */
    private Optional<Tile> read(TileId id) throws DamageException {
        Optional<List<Tile>> tiles;
        try {
            tiles = source.tiles(commitment, List.of(id));
        } catch (StoreFailedException e) {
            throw DamageException.ofCommitment(
                    commitment, "its stored tile " + id + " cannot be read: " + e.getMessage());
        }
        if (tiles.isEmpty()) {
            return Optional.empty();
        }
        Optional<Tile> found = Tiles.find(tiles.get(), id);
        if (found.isEmpty()) {
            throw DamageException.ofCommitment(commitment, "its stored tile " + id + " is missing");
        }
        return found;
    }
}
