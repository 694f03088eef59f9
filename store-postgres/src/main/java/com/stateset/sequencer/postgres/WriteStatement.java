package com.stateset.sequencer.postgres;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AppendPlan;
import com.stateset.sequencer.spi.HeadAdvance;
import com.stateset.sequencer.spi.PlannedEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/**
 * The statement that stores a plan: moves the heads from the values the plan expected, and if all of them were there, under the
 * streams' names and at the key epochs the plan expected, inserts the rows. All or nothing, in one round trip.
 *
 * <p>There are two forms: most groups hold one stream, and the form for many would cost them up to a tenth of their speed.
 * Several heads are locked in the order of their keys, so that two writers cannot lock each other out. Each column travels
 * as one array; {@code unnest} stands in a select list because in {@code from} every array would be stored once more (ADR
 * 0003 has the figures).
 */
final class WriteStatement implements AutoCloseable {

    private static final String MOVE_ONE = String.format(Locale.ROOT, """
            with fence as (
                update sequencer.stream_heads
                set head = ?,
                    last_sequenced_at = coalesce(?::timestamptz, greatest(last_sequenced_at, clock_timestamp()))
                where stream_id = %s and head = ? and key_epoch = ?
                returning stream_id, last_sequenced_at as moved_at
            )
            """, StreamKeys.OF_NEXT);

    private static final String MOVE_MANY = """
            with wanted as materialized (
                select * from unnest(?::bigint[], ?::uuid[], ?::uuid[], ?::bigint[], ?::bigint[], ?::bigint[])
                    as w (stream_id, tenant_id, store_id, from_head, to_head, key_epoch)
            ), held as materialized (
                select h.last_sequenced_at
                from wanted w
                join sequencer.stream_ids i on i.stream_id = w.stream_id
                join sequencer.stream_heads h on h.stream_id = w.stream_id
                where i.tenant_id = w.tenant_id and i.store_id = w.store_id
                    and h.head = w.from_head and h.key_epoch = w.key_epoch
                order by h.stream_id
                for update of h
            ), fence as materialized (
                select coalesce(?::timestamptz, greatest(max(last_sequenced_at), clock_timestamp())) as moved_at
                from held having count(*) = ?
            ), moved as (
                update sequencer.stream_heads h set head = w.to_head, last_sequenced_at = f.moved_at
                from fence f, wanted w
                where h.stream_id = w.stream_id
            )
            """;

    private final PreparedStatement moveOne;
    private final PreparedStatement moveMany;
    private final BinaryArray arrays;

    WriteStatement(Connection connection) throws SQLException {
        this.moveOne = connection.prepareStatement(MOVE_ONE + insert("f.stream_id", ""));
        this.moveMany =
                connection.prepareStatement(MOVE_MANY + insert("r.stream_id", "unnest(?::bigint[]) as stream_id, "));
        this.arrays = new BinaryArray(connection.unwrap(BaseConnection.class));
    }

    /**
     * Stores a plan that has rows.
     *
     * @param facts what the plan was made from
     * @param moment when the heads move, if the plan depends on it; null for the database's clock
     * @return when each stream's head moved; empty if one was not where the plan expected it, and nothing was stored
     */
    Map<StreamId, Instant> execute(
            AppendPlan plan,
            Map<StreamId, Long> keys,
            Map<StreamId, ? extends FencedStreamState> facts,
            @Nullable Instant moment)
            throws SQLException {
        List<HeadAdvance> moves = plan.advances();
        ToLongFunction<HeadAdvance> epoch =
                move -> Objects.requireNonNull(facts.get(move.stream())).keyEpoch();
        PreparedStatement statement = moves.size() == 1 ? moveOne : moveMany;
        int next = moves.size() == 1
                ? bindOne(moves.get(0), epoch, moment)
                : bindMany(moves, plan.events(), keys, epoch, moment);
        for (RowColumn column : RowColumn.ALL) {
            statement.setArray(next++, arrays.of(column.type(), plan.events(), column.value()));
        }
        try (ResultSet fence = statement.executeQuery()) {
            if (!fence.next()) {
                return Map.of();
            }
            Instant movedAt = fence.getObject(1, OffsetDateTime.class).toInstant();
            return moves.stream().collect(Collectors.toMap(HeadAdvance::stream, move -> movedAt));
        }
    }

    @Override
    public void close() throws SQLException {
        moveOne.close();
        moveMany.close();
    }

    private int bindOne(HeadAdvance move, ToLongFunction<HeadAdvance> epoch, @Nullable Instant moment) throws SQLException {
        int next = 1;
        moveOne.setLong(next++, move.next());
        bindMoment(moveOne, next++, moment);
        moveOne.setObject(next++, move.stream().tenantId());
        moveOne.setObject(next++, move.stream().storeId());
        moveOne.setLong(next++, move.expected());
        moveOne.setLong(next++, epoch.applyAsLong(move));
        return next;
    }

    private int bindMany(
            List<HeadAdvance> moves,
            List<PlannedEvent> rows,
            Map<StreamId, Long> keys,
            ToLongFunction<HeadAdvance> epoch,
            @Nullable Instant moment)
            throws SQLException {
        int next = 1;
        moveMany.setArray(next++, arrays.of(BinaryArray.Type.BIGINT, moves, move -> keys.get(move.stream())));
        moveMany.setArray(
                next++,
                arrays.of(BinaryArray.Type.UUID, moves, move -> move.stream().tenantId()));
        moveMany.setArray(
                next++,
                arrays.of(BinaryArray.Type.UUID, moves, move -> move.stream().storeId()));
        moveMany.setArray(next++, arrays.of(BinaryArray.Type.BIGINT, moves, HeadAdvance::expected));
        moveMany.setArray(next++, arrays.of(BinaryArray.Type.BIGINT, moves, HeadAdvance::next));
        moveMany.setArray(next++, arrays.of(BinaryArray.Type.BIGINT, moves, epoch::applyAsLong));
        bindMoment(moveMany, next++, moment);
        moveMany.setInt(next++, moves.size());
        moveMany.setArray(next++, arrays.of(BinaryArray.Type.BIGINT, rows, row -> keys.get(row.event().stream())));
        return next;
    }

    private static void bindMoment(PreparedStatement statement, int position, @Nullable Instant moment)
            throws SQLException {
        statement.setObject(
                position, moment == null ? null : moment.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
    }

    private static String insert(String streamId, String streamArray) {
        return ", stored as (insert into sequencer.events (stream_id, sequenced_at, " + columns(RowColumn::name) + ")"
                + " select " + streamId + ", f.moved_at, " + columns(column -> "r." + column.name())
                + " from fence f, (select " + streamArray
                + columns(column -> "unnest(?::" + column.type().sqlName() + "[]) as " + column.name())
                + ") r) select moved_at from fence";
    }

    private static String columns(Function<RowColumn, String> part) {
        return RowColumn.ALL.stream().map(part).collect(Collectors.joining(", "));
    }
}
