package com.stateset.sequencer.postgres.append;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.rows.BinaryArray;
import com.stateset.sequencer.postgres.streams.StreamKeys;
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

    /** The moment is read beside the update, not in it: a distributed database takes nothing volatile into an update. */
    private static final String BY_CLOCK = "with moment as materialized (select clock_timestamp() as now), ";

    /** A plan that depends on its moment brings it. */
    private static final String AT_MOMENT = "with moment as materialized (select ?::timestamptz as now), ";

    private static final String MOVE_ONE = """
            fence as (
                update sequencer.stream_heads h
                set head = ?, last_sequenced_at = greatest(h.last_sequenced_at, m.now)
                from moment m
                where h.stream_id = %s and h.head = ? and h.key_epoch = ?
                returning h.stream_id, h.last_sequenced_at as moved_at
            )
            """.formatted(StreamKeys.OF_NEXT);

    private static final String MOVE_MANY = """
            wanted as materialized (
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
                select greatest(max(h.last_sequenced_at), max(m.now)) as moved_at
                from held h cross join moment m having count(*) = ?
            ), moved as (
                update sequencer.stream_heads h set head = w.to_head, last_sequenced_at = f.moved_at
                from fence f, wanted w
                where h.stream_id = w.stream_id
            )
            """;

    private static final String ONE = MOVE_ONE + insert("f.stream_id", "");
    private static final String MANY = MOVE_MANY + insert("r.stream_id", "unnest(?::bigint[]) as stream_id, ");

    private final PreparedStatement oneByClock;
    private final PreparedStatement oneAtMoment;
    private final PreparedStatement manyByClock;
    private final PreparedStatement manyAtMoment;
    private final BinaryArray arrays;

    WriteStatement(Connection connection) throws SQLException {
        this.oneByClock = connection.prepareStatement(BY_CLOCK + ONE);
        this.oneAtMoment = connection.prepareStatement(AT_MOMENT + ONE);
        this.manyByClock = connection.prepareStatement(BY_CLOCK + MANY);
        this.manyAtMoment = connection.prepareStatement(AT_MOMENT + MANY);
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
        boolean one = moves.size() == 1;
        PreparedStatement statement =
                moment == null ? (one ? oneByClock : manyByClock) : (one ? oneAtMoment : manyAtMoment);
        int next = bindMoment(statement, moment);
        next = one
                ? bindOne(statement, next, moves.get(0), epoch)
                : bindMany(statement, next, moves, plan.events(), keys, epoch);
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
        oneByClock.close();
        oneAtMoment.close();
        manyByClock.close();
        manyAtMoment.close();
    }

    private static int bindMoment(PreparedStatement statement, @Nullable Instant moment) throws SQLException {
        if (moment == null) {
            return 1;
        }
        statement.setObject(1, moment.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
        return 2;
    }

    private static int bindOne(
            PreparedStatement statement, int first, HeadAdvance move, ToLongFunction<HeadAdvance> epoch)
            throws SQLException {
        int next = first;
        statement.setLong(next++, move.next());
        statement.setObject(next++, move.stream().tenantId());
        statement.setObject(next++, move.stream().storeId());
        statement.setLong(next++, move.expected());
        statement.setLong(next++, epoch.applyAsLong(move));
        return next;
    }

    private int bindMany(
            PreparedStatement statement,
            int first,
            List<HeadAdvance> moves,
            List<PlannedEvent> rows,
            Map<StreamId, Long> keys,
            ToLongFunction<HeadAdvance> epoch)
            throws SQLException {
        int next = first;
        statement.setArray(next++, arrays.of(BinaryArray.Type.BIGINT, moves, move -> keys.get(move.stream())));
        statement.setArray(
                next++,
                arrays.of(BinaryArray.Type.UUID, moves, move -> move.stream().tenantId()));
        statement.setArray(
                next++,
                arrays.of(BinaryArray.Type.UUID, moves, move -> move.stream().storeId()));
        statement.setArray(next++, arrays.of(BinaryArray.Type.BIGINT, moves, HeadAdvance::expected));
        statement.setArray(next++, arrays.of(BinaryArray.Type.BIGINT, moves, HeadAdvance::next));
        statement.setArray(next++, arrays.of(BinaryArray.Type.BIGINT, moves, epoch::applyAsLong));
        statement.setInt(next++, moves.size());
        statement.setArray(next++, arrays.of(BinaryArray.Type.BIGINT, rows, row -> keys.get(row.event().stream())));
        return next;
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
