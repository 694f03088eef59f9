package com.stateset.sequencer.verify;

import com.stateset.sequencer.error.NotCommittedException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TileId;
import com.stateset.sequencer.proof.EventProof;
import com.stateset.sequencer.spi.HeadsLogStore;
import com.stateset.sequencer.spi.StoredCommitment;
import com.stateset.sequencer.tlog.TilePath;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;

/**
 * Where the history of one stream is read for an audit, as it stands there and without being believed.
 *
 * <p>It is the boundary of an audit: on this side nothing is checked, on the other side nothing is believed. An implementation gives
 * what it finds, also where that contradicts itself, and must not repair, sort or leave out.
 *
 * <p>Every method throws {@link com.stateset.sequencer.error.StoreUnavailableException} when the source cannot be reached, which
 * says nothing about the history, and {@link com.stateset.sequencer.error.StoreFailedException} when what was asked for cannot be
 * read although the source is there, which counts as damage.
 */
public interface HistorySource {

    /** Which stream it is. */
    StreamId stream();

    /** The last sequence number, now. */
    long head();

    /**
     * Reads events in the order in which the source has them. Their {@link SequencedEvent#leafHash leaf hash} is the stored one,
     * or computed from the event where the source has none.
     *
     * @param from the first sequence number
     * @param limit the most events to return, 1 to {@link com.stateset.sequencer.event.ReadOptions#MAX_LIMIT}
     * @return some events; none only if there are none from {@code from} on
     */
    List<SequencedEvent> events(long from, int limit);

    /**
     * Reads commitments from the oldest to the newest.
     *
     * @param from only those that start at this sequence number or after it
     * @return some of them; none only if there are none
     */
    List<StoredCommitment> commitments(long from);

    /** Returns the keys of an agent of the stream's tenant, the revoked and the expired included. */
    List<AgentKey> agentKeys(UUID agentId);

    /**
     * Returns the public keys of the sequencer by version. An audit believes them: to check a sequencer that is not trusted, compare them
     * with keys that were kept elsewhere.
     */
    SortedMap<Integer, Ed25519PublicKey> sequencerKeys();

    /**
     * Returns the id of the sequencer, as the source names it; asked for only if something is signed, or
     * an erasure is recorded: then a record counts only if it is of this sequencer.
     */
    Optional<UUID> sequencerId();

    /** Returns what the source says of the tree over the stream's history. */
    HistoryClaims history();

    /**
     * Reads a tile of the tree over the stream's history, or an entry bundle, within {@link HistoryClaims#tilesThrough}.
     *
     * @return its bytes; empty if it is not there
     */
    Optional<byte[]> historyTile(TilePath tile);

    /** Returns the log of the heads of all streams; empty if this source does not give it away whole. */
    Optional<HeadsLogStore> headsLog();

    /**
     * Whether its events tell which key of the sequencer signs their receipts ({@link SequencedEvent#sequencerKeyVersion}); if not, that
     * is always 0.
     */
    boolean tellsReceiptKeys();

    /**
     * Looks for a contradiction between some events and what the source keeps beside them for its own use, such as the keys of its
     * indexes, and not covered by any other method.
     *
     * @param from the first sequence number
     * @param to the last
     * @return what contradicts, in a sentence that names it; empty for nothing
     */
    Optional<String> contradiction(long from, long to);

    /**
     * Reads tiles of a commitment's stored tree.
     *
     * <p>An audit compares them with what the events give. They hold nothing that could not be recomputed, but say at which event a
     * stored tree differs, without a proof for each event.
     *
     * @return those that are there; empty if this source does not give tiles away
     */
    Optional<List<Tile>> tiles(StoredCommitment commitment, List<TileId> ids);

    /**
     * Fetches the proof of an event, as the source would give it to anybody: it must lead from the event's leaf to the commitment's root.
     * Asked for only once something is known to be wrong, and then a few times.
     *
     *
     * @throws NotCommittedException if no commitment covers it
     * @throws com.stateset.sequencer.error.StoreFailedException if the source has no proof that leads to the commitment's root
     */
    EventProof proof(long sequenceNumber);
}
