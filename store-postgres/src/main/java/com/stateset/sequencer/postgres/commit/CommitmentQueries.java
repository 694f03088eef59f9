package com.stateset.sequencer.postgres.commit;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.streams.StreamKeys;
import com.stateset.sequencer.spi.Backlog;
import com.stateset.sequencer.spi.StoredCommitment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/**
 * The statements of {@link CommitmentChain}. None of them locks a head. Readers go by the names of streams.
 *
 * <p><b>Compare-and-set.</b> {@code begin} and {@code continueFrom} are the two halves of one: a tip that is not there is made,
 * one that is where it has to be is moved. Each counts its rows, 1 for the one that has won; at read committed, the one that has
 * waited for another's row decides on the row as that has left it (PostgreSQL manual, section 13.2.1). No statement reads the tip
 * first: what it read could be old when it writes.
 *
 * <p><b>Form.</b> The stream is a scalar subquery, one value to the planner, so that every query with an order and a limit is a
 * walk along the primary key {@code (stream_id, sequence_start)} that ends after as many rows, whatever the length of the chain.
 * {@code is not distinct from} compares two ends of which both may be missing: a chain that has not begun ends where its last
 * commitment does, nowhere.
 */
interface CommitmentQueries {

    String SELECT = """
            select i.tenant_id, i.store_id, c.*
            from sequencer.stream_ids i join sequencer.commitments c on c.stream_id = i.stream_id
            """;

    String OF_STREAM = "where i.stream_id = " + StreamKeys.OF_NAMED;

    @SqlQuery(SELECT + OF_STREAM + " order by c.sequence_start desc limit 1")
    Optional<StoredCommitment> last(@BindMethods StreamId stream);

    @SqlQuery(SELECT + "where c.batch_id = :batchId limit 1")
    Optional<StoredCommitment> find(UUID batchId);

    @SqlQuery(SELECT + OF_STREAM + """
                     and c.sequence_start < :before
                    order by c.sequence_start desc limit :limit
                    """)
    List<StoredCommitment> newestFirst(@BindMethods StreamId stream, long before, int limit);

    @SqlQuery(SELECT + OF_STREAM + """
                     and c.sequence_start >= :from
                    order by c.sequence_start limit :limit
                    """)
    List<StoredCommitment> oldestFirst(@BindMethods StreamId stream, long from, int limit);

    /**
     * Moves the end of a chain that has not begun: 1 if it was this one that began it. Another one that does so
     * at the same time is waited for.
     */
    @SqlUpdate("""
            insert into sequencer.commitment_tips (stream_id, sequence_end) values (:stream, :end)
            on conflict do nothing
            """)
    int begin(long stream, long end);

    /**
     * Moves the end of a chain that ends right before {@code start}: 1 if it does, still, after the wait for
     * those who move it.
     */
    @SqlUpdate("""
            update sequencer.commitment_tips set sequence_end = :end
            where stream_id = :stream and sequence_end = :start - 1
            """)
    int continueFrom(long stream, long start, long end);

    @SqlUpdate("""
            insert into sequencer.commitments
                (stream_id, sequence_start, sequence_end, batch_id, ves_version, merkle_root, prev_state_root,
                new_state_root, committed_at, sequencer_key_version, signature)
            values (:stream, :start, :end, :batchId, :vesVersion, :merkleRoot, :prevStateRoot, :newStateRoot,
                :committedAt, :keyVersion, :signature)
            on conflict (stream_id, sequence_start) do nothing
            """)
    int insert(
            long stream,
            long start,
            long end,
            UUID batchId,
            int vesVersion,
            byte[] merkleRoot,
            byte[] prevStateRoot,
            byte[] newStateRoot,
            Instant committedAt,
            int keyVersion,
            byte @Nullable [] signature);

    /** Whether the chain ends where its last commitment does. */
    @SqlQuery("""
            select (select sequence_end from sequencer.commitment_tips where stream_id = :stream)
                is not distinct from (
                    select sequence_end from sequencer.commitments
                    where stream_id = :stream order by sequence_start desc limit 1
                )
            """)
    boolean endsWithLast(long stream);

    @SqlUpdate("""
            update sequencer.commitments
            set prev_state_root = coalesce(prev_state_root, :prevStateRoot),
                new_state_root = coalesce(new_state_root, :newStateRoot)
            where batch_id = :batchId
            """)
    void fillStateRoots(UUID batchId, byte[] prevStateRoot, byte[] newStateRoot);

    @SqlUpdate("delete from sequencer.commitment_tiles t where t.stream_id = " + StreamKeys.OF_NAMED + """
             and t.sequence_start = :start and t.sequence_end = :end
                and not exists (
                    select from sequencer.commitments c
                    where c.stream_id = t.stream_id and c.sequence_start = :start and c.sequence_end = :end
                )
            """)
    void dropTiles(@BindMethods StreamId stream, long start, long end);

    /** Of a stream whose first event in question is missing, the last one's moment stands in for it. */
    @SqlQuery("""
            select i.tenant_id, i.store_id, b.committed, b.head, b.oldest, clock_timestamp() as now
            from (
                select h.stream_id, coalesce(t.sequence_end, 0) as committed, h.head,
                    coalesce(e.sequenced_at, h.last_sequenced_at) as oldest
                from sequencer.stream_heads h
                left join sequencer.commitment_tips t on t.stream_id = h.stream_id
                left join lateral (
                    select sequenced_at from sequencer.events
                    where stream_id = h.stream_id and sequence_number = coalesce(t.sequence_end, 0) + 1
                    limit 1
                ) e on true
                where h.head > coalesce(t.sequence_end, 0)
                order by oldest, h.stream_id limit :limit
            ) b
            join sequencer.stream_ids i on i.stream_id = b.stream_id
            order by b.oldest, b.stream_id
            """)
    List<Backlog> backlogs(int limit);
}
