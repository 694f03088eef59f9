package com.stateset.sequencer.sqlite.commit;

import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.spi.Backlog;
import com.stateset.sequencer.spi.StoredCommitment;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * The chains of commitments, on one connection; in a transaction if it writes.
 *
 * <p>A stream's commitments follow each other without a gap, each from the event after the last one's end.
 * So the last one is the row of the highest beginning, and the one that covers an event is the nearest that
 * begins at or before it, if it reaches that far: both are one step in the primary key, however long the
 * chain is.
 *
 * <p>Rows are never removed, and nothing in them changes but state roots that were missing. A commitment
 * that was read stays true, so no transaction has to hold several queries together. For one thread, as
 * the connection is.
 */
final class CommitmentTable {

    private final Handle handle;

    CommitmentTable(Handle handle) {
        this.handle = handle;
    }

    /**
     * Adds a commitment to its stream's chain; that it continues the chain has been checked, in this
     * transaction.
     *
     * @param streamKey its stream's short key
     */
    void insert(long streamKey, Commitment commitment) {
        Ed25519Signature signature = commitment.signature();
        handle.createUpdate("""
                        insert into commitments (
                            stream_id, sequence_start, sequence_end, batch_id, ves_version,
                            merkle_root, prev_state_root, new_state_root,
                            committed_at, sequencer_key_version, signature)
                        values (
                            :stream, :start, :end, :batch, :vesVersion,
                            :merkleRoot, :prevStateRoot, :newStateRoot,
                            :committedAt, :sequencerKeyVersion, :signature)
                        """)
                .bind("stream", streamKey)
                .bind("start", commitment.sequenceStart())
                .bind("end", commitment.sequenceEnd())
                .bind("batch", BinaryForm.bytes(commitment.batchId()))
                .bind("vesVersion", commitment.vesVersion())
                .bind("merkleRoot", commitment.merkleRoot().toByteArray())
                .bind("prevStateRoot", commitment.prevStateRoot().toByteArray())
                .bind("newStateRoot", commitment.newStateRoot().toByteArray())
                .bind("committedAt", BinaryForm.micros(commitment.committedAt()))
                .bind("sequencerKeyVersion", commitment.sequencerKeyVersion())
                .bind("signature", signature == null ? null : signature.toByteArray())
                .execute();
    }

    /**
     * Fills in the state roots that a writer of old has left out; those that are there stay. Returns how
     * many rows it changed.
     */
    int fillStateRoots(UUID batchId, Hash prevStateRoot, Hash newStateRoot) {
        return handle.createUpdate("""
                        update commitments
                        set prev_state_root = coalesce(prev_state_root, :prevStateRoot),
                            new_state_root = coalesce(new_state_root, :newStateRoot)
                        where batch_id = :batch
                        """)
                .bind("prevStateRoot", prevStateRoot.toByteArray())
                .bind("newStateRoot", newStateRoot.toByteArray())
                .bind("batch", BinaryForm.bytes(batchId))
                .execute();
    }

    /** Finds a commitment of any stream by its id. */
    Optional<StoredCommitment> find(UUID batchId) {
        return handle.createQuery(String.format(Locale.ROOT, """
                        select %s
                        from commitments join stream_ids using (stream_id)
                        where batch_id = :batch
                        """, SqliteCommitmentMapper.COLUMNS))
                .bind("batch", BinaryForm.bytes(batchId))
                .map(new SqliteCommitmentMapper())
                .findOne();
    }

    /** The end of a stream's chain; empty if it has none. */
    Optional<StoredCommitment> last(StreamId stream) {
        return newestFirst(stream, Long.MAX_VALUE, 1).stream().findFirst();
    }

    /**
     * The commitment that an event is in, if there is one: the nearest that begins at or before it, unless
     * that ends before it.
     */
    Optional<StoredCommitment> covering(StreamId stream, long sequenceNumber) {
        return ofStream("sequence_start <= :number order by sequence_start desc limit 1", stream)
                .bind("number", sequenceNumber)
                .map(new SqliteCommitmentMapper())
                .findOne()
                .filter(nearest -> nearest.sequenceEnd() >= sequenceNumber);
    }

    /** The commitments that begin before a sequence number, the newest first, at most {@code limit}. */
    List<StoredCommitment> newestFirst(StreamId stream, long before, int limit) {
        return ofStream("sequence_start < :before order by sequence_start desc limit :limit", stream)
                .bind("before", before)
                .bind("limit", limit)
                .map(new SqliteCommitmentMapper())
                .list();
    }

    /** The commitments that begin at or after a sequence number, the oldest first, at most {@code limit}. */
    List<StoredCommitment> oldestFirst(StreamId stream, long from, int limit) {
        return ofStream("sequence_start >= :from order by sequence_start limit :limit", stream)
                .bind("from", from)
                .bind("limit", limit)
                .map(new SqliteCommitmentMapper())
                .list();
    }

    /**
     * Looks at heads and at ends of chains only, and at one event of each stream that it finds.
     *
     * @param limit how many streams at most, those that have waited longest first
     * @param now the present moment, in microseconds since 1970
     * @return streams whose head is beyond the end of their chain, each with the time of its oldest
     *     uncommitted event
     */
    List<Backlog> backlogs(int limit, long now) {
        return handle.createQuery("""
                        with uncommitted (stream_id, committed, head, last_sequenced_at) as materialized (
                            select stream_id, committed, head, last_sequenced_at
                            from (
                                select stream_id, head, last_sequenced_at, coalesce((
                                    select sequence_end
                                    from commitments
                                    where commitments.stream_id = stream_heads.stream_id
                                    order by sequence_start desc
                                    limit 1), 0) as committed
                                from stream_heads)
                            where head > committed)
                        select tenant_id, store_id, committed, head,
                            coalesce((
                                select sequenced_at
                                from events
                                where events.stream_id = uncommitted.stream_id
                                  and sequence_number = committed + 1), last_sequenced_at) as oldest
                        from uncommitted join stream_ids using (stream_id)
                        order by oldest
                        limit :limit
                        """)
                .bind("limit", limit)
                .map((row, context) -> new Backlog(
                        BinaryForm.streamId(row),
                        row.getLong("committed"),
                        row.getLong("head"),
                        BinaryForm.instant(row.getLong("oldest")),
                        BinaryForm.instant(now)))
                .list();
    }

    /**
     * Begins a query about one stream's chain.
     *
     * @param condition what follows in the {@code where} clause; a constant of this class, never a
     *     caller's text
     */
    private Query ofStream(String condition, StreamId stream) {
        return handle.createQuery(String.format(Locale.ROOT, """
                        select %s
                        from commitments join stream_ids using (stream_id)
                        where tenant_id = :tenant and store_id = :store and %s
                        """, SqliteCommitmentMapper.COLUMNS, condition))
                .bind("tenant", BinaryForm.bytes(stream.tenantId()))
                .bind("store", BinaryForm.bytes(stream.storeId()));
    }
}
