package com.stateset.sequencer.postgres.append;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.rows.BinaryArray;
import com.stateset.sequencer.postgres.streams.StreamKeys;
import com.stateset.sequencer.spi.AppendPlan;
import com.stateset.sequencer.spi.HeadAdvance;
import com.stateset.sequencer.tlog.CompactRange;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The first half of {@link WriteStatement}: it moves the heads of a plan from where the plan expects them, and is open, with one row {@code
 * fence (moved_at)}, only if all of them were there. Heads are moved in the order of their keys, so that two writers do not lock each
 * other out: on a session whose planner has nothing but indexes and nested loops, {@code wanted}, which is sorted, or the heads' own
 * index is gone through. Should a planner find another way, the server ends one of the two, and that one goes the locked way.
 *
 * <p><b>One and many.</b> Most groups hold one stream, and the form for many would cost them up to a tenth of their speed. The form for
 * one does nothing if its head is elsewhere. Of many, some may have moved when another is found elsewhere: then the statement fails, since
 * only that takes them back ({@link #isLost}).
 *
 * <p><b>Names.</b> Keys of streams are guesses. The form for one finds its head by the name. The form for many goes by the keys: a root is
 * that of one stream only, since the stream's name is in every leaf. Only where a stream of the group has no event, and so no root,
 * the names are compared, at the cost of one look into the index of names for each stream.
 *
 * <p><b>Time.</b> The form for one takes the later one of the clock's moment and that of the stream's last event. The form for many has one
 * moment for all, and does not move a head whose last event is later: the clock was put back, and until it has caught up groups are
 * planned again under the lock, with a moment of their own.
 *
 * @param moves in the order of their keys
 * @param form for so many
 */
record HeadFence(List<Move> moves, Form form) {

    private static final String ELSEWHERE = "a head is elsewhere, nothing is stored: ";

    /** What a cast to a number says of a text that is none, which the last line of the form for many brings about. */
    private static final String INVALID_TEXT = "22P02";

    /** A head on its way, with its tree. */
    private record Move(StreamId stream, long key, long epoch, CompactRange before, CompactRange after) {}

    /** The forms of the fence; each is a text of its own. */
    enum Form {
        /** Its positions: the head to move to, its tree's size, right edge and root; tenant, store, head, root, key epoch as expected. */
        ONE(String.format(Locale.ROOT, """
                fence as (
                    update sequencer.stream_heads h
                    set head = ?, tree_size = ?, right_edge = ?, tree_root = ?,
                        last_sequenced_at = greatest(h.last_sequenced_at, m.now)
                    from moment m
                    where h.stream_id = %s and h.head = ? and (h.tree_root = ? or h.head = 0) and h.key_epoch = ?
                    returning h.stream_id, h.last_sequenced_at as moved_at
                )
                """, StreamKeys.OF_NEXT), " select moved_at from fence"),

        /** Its positions: an array each of keys, heads, roots, key epochs as expected, heads, right edges, roots to move to; how many. */
        MANY(many("", "", "h.tree_root = w.from_root"), MOVED_ALL),

        /** Behind the keys, an array each of tenants and stores. */
        MANY_BY_NAME(many("?::uuid[], ?::uuid[], ", "tenant_id, store_id, ", """
                        (h.tree_root = w.from_root or h.head = 0) and w.stream_id = (
                            select i.stream_id from sequencer.stream_ids i
                            where i.tenant_id = w.tenant_id and i.store_id = w.store_id
                        )
                        """), MOVED_ALL);

        private final String fence;
        private final String answer;

        Form(String fence, String answer) {
            this.fence = fence;
            this.answer = answer;
        }

        /** The fence, behind {@code with moment as (…), }. */
        String fence() {
            return fence;
        }

        /** What the statement ends with: one row with {@code moved_at} if the fence was open. */
        String answer() {
            return answer;
        }

        boolean isOfMany() {
            return this != ONE;
        }

        private static String many(String nameArrays, String names, String sameStream) {
            return String.format(Locale.ROOT, """
                    wanted as materialized (
                        select * from unnest(?::bigint[], %s?::bigint[], ?::bytea[], ?::bigint[],
                                ?::bigint[], ?::bytea[], ?::bytea[])
                            as w (stream_id, %sfrom_head, from_root, key_epoch, to_head, right_edge, to_root)
                    ), moved as (
                        update sequencer.stream_heads h
                        set head = w.to_head, tree_size = w.to_head, right_edge = w.right_edge, tree_root = w.to_root,
                            last_sequenced_at = m.now
                        from moment m, wanted w
                        where h.stream_id = w.stream_id and h.head = w.from_head and %s and h.key_epoch = w.key_epoch
                            and (h.last_sequenced_at <= m.now or h.last_sequenced_at is null)
                        returning h.stream_id
                    ), fence as materialized (
                        select m.now as moved_at from moment m where (select count(*) from moved) = ?
                    )
                    """, nameArrays, names, sameStream);
        }
    }

    private static final String MOVED_ALL = """
             select f.moved_at from (select count(*) as open from fence) c left join fence f on true
            where case c.open when 1 then true else ('""" + ELSEWHERE + "' || c.open)::integer = 0 end";

    /**
     * The fence of a plan.
     *
     * @param keys of the plan's streams, which may be wrong: then it is closed
     * @param facts what the plan was made from, for the key epoch of each stream
     */
    static HeadFence of(AppendPlan plan, Map<StreamId, Long> keys, Map<StreamId, ? extends FencedStreamState> facts) {
        List<Move> moves = new ArrayList<>();
        for (HeadAdvance advance : plan.advances()) {
            StreamId stream = advance.stream();
            moves.add(new Move(
                    stream,
                    Objects.requireNonNull(keys.get(stream)),
                    Objects.requireNonNull(facts.get(stream)).keyEpoch(),
                    advance.tree().before(),
                    advance.tree().after()));
        }
        moves.sort(Comparator.comparingLong(Move::key));
        return new HeadFence(moves, formOf(moves));
    }

    /** Whether an execution has failed because the fence was closed. */
    static boolean isLost(SQLException e) {
        return INVALID_TEXT.equals(e.getSQLState())
                && String.valueOf(e.getMessage()).contains(ELSEWHERE);
    }

    private static Form formOf(List<Move> moves) {
        if (moves.size() == 1) {
            return Form.ONE;
        }
        return moves.stream().anyMatch(move -> move.before.size() == 0) ? Form.MANY_BY_NAME : Form.MANY;
    }

    List<StreamId> streams() {
        return moves.stream().map(Move::stream).toList();
    }

    /** Binds the positions of the form, and returns the one behind them. */
    int bind(PreparedStatement statement, int first, BinaryArray arrays) throws SQLException {
        return form.isOfMany() ? bindMany(statement, first, arrays) : bindOne(statement, first, moves.get(0));
    }

    private static int bindOne(PreparedStatement statement, int first, Move move) throws SQLException {
        int next = first;
        statement.setLong(next++, move.after.size());
        statement.setLong(next++, move.after.size());
        statement.setBytes(next++, move.after.toByteArray());
        statement.setBytes(next++, move.after.root().toByteArray());
        statement.setObject(next++, move.stream.tenantId());
        statement.setObject(next++, move.stream.storeId());
        statement.setLong(next++, move.before.size());
        statement.setBytes(next++, move.before.root().toByteArray());
        statement.setLong(next++, move.epoch);
        return next;
    }

    private int bindMany(PreparedStatement statement, int first, BinaryArray arrays) throws SQLException {
        int next = first;
        statement.setArray(next++, arrays.of(BinaryArray.Type.BIGINT, moves, Move::key));
        if (form == Form.MANY_BY_NAME) {
            statement.setArray(next++, arrays.of(BinaryArray.Type.UUID, moves, move -> move.stream.tenantId()));
            statement.setArray(next++, arrays.of(BinaryArray.Type.UUID, moves, move -> move.stream.storeId()));
        }
        statement.setArray(next++, arrays.of(BinaryArray.Type.BIGINT, moves, move -> move.before.size()));
        statement.setArray(next++, arrays.of(BinaryArray.Type.BYTEA, moves, move -> move.before.root()));
        statement.setArray(next++, arrays.of(BinaryArray.Type.BIGINT, moves, Move::epoch));
        statement.setArray(next++, arrays.of(BinaryArray.Type.BIGINT, moves, move -> move.after.size()));
        statement.setArray(next++, arrays.of(BinaryArray.Type.BYTEA, moves, move -> move.after.toByteArray()));
        statement.setArray(next++, arrays.of(BinaryArray.Type.BYTEA, moves, move -> move.after.root()));
        statement.setInt(next++, moves.size());
        return next;
    }
}
