package com.stateset.sequencer.postgres.append;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.history.HistoryNode;
import com.stateset.sequencer.postgres.rows.BinaryArray;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/**
 * The statement that stores a plan: moves the heads from the values the plan expected, and if all of them were
 * there, under the streams' names or roots and at the key epochs the plan expected, inserts the rows. All or nothing, in
 * one round trip. Of one session; not thread-safe.
 *
 * <pre>
 *   with moment  the server's clock, or the moment that the plan was judged by
 *      , fence   update stream_heads ... where head, tree_root and key_epoch = expected   returning when it moved: HeadFence
 *      , stored  insert into events select ... from fence, rows                           no fence, no rows
 *      , nodes   insert into history_nodes select ... from fence, nodes                   only if the plan completes some
 *      , keys    insert into data_keys select ... from fence, keys                        only if the plan brings some
 *      , tagged  insert into event_tags select ... from fence, tags                       only if an event has some
 *   select moved_at from fence                                                            no row, or a failure: nothing was stored
 * </pre>
 *
 * <p><b>Why the fence holds.</b> Under {@code read committed}, an update that finds its row locked waits, and
 * then looks at the newest version of the row again, conditions included. So of two writers that expect the
 * same head one moves it, and the other finds it moved and does nothing. The insert hangs on the fence's
 * result, and a statement is atomic: there is no state in which the head has moved and the rows are missing, or
 * the other way round. That the rows carry the numbers behind the expected head is the plan's doing; the
 * primary key would refuse two rows at one number in any case.
 *
 * <p><b>Time.</b> The moment is never earlier than that of the stream's last event: the fence looks at the version of the head that
 * is updated. It is read beside the update, because a distributed database takes nothing volatile into one. A plan that depends on its
 * moment brings it: it was read under the lock and is not earlier than that either.
 *
 * <p><b>The tree moves with the head.</b> Size, right edge and root of the tree over the leaves are columns of the
 * head's row and set beside it, from the same plan: a stored head always has its root. The fence compares the root
 * that the plan began with, too. A root stands for every leaf before it, so a head that has another history behind it,
 * altered or put back from a backup, does not pass; the slow path then says what is wrong. At head 0 there is no root to
 * compare: null equals nothing, and no event is behind it. (The form, a plain {@code or}, is one that a distributed
 * database takes.) Nothing else writes these columns, but {@link com.stateset.sequencer.postgres.history.TreeFiller} under the
 * lock, where a version that knows no trees has moved the head alone: its statement leaves them as they are, and its head is
 * not the one we expect, so the fence is lost and the slow path brings the tree up.
 *
 * <p><b>Nodes.</b> One event in 256 completes a hash of the tree's upper levels. The statement for plans that do is
 * another one, so that the rest carries nothing for it; it stores them under the same fence.
 *
 * <p><b>Metadata and tags.</b> Few events have some. A plan in which none does goes by a text that does not name them, so that nothing
 * is sent or computed for them.
 *
 * <p><b>Forms of data.</b> Each column travels as one array, so the text of the statement does not depend on the number of rows,
 * and a session keeps it prepared. {@code unnest} stands in a select list because in {@code from} every array would be stored once more. ADR 0003 has the figures, and what was tried instead.
 */
final class WriteStatement implements AutoCloseable {

    /**
     * The moment is read beside the update, not in it: a distributed database takes nothing volatile into an
     * update.
     */
    private static final String BY_CLOCK = "with moment as materialized (select clock_timestamp() as now), ";

    /** A plan that depends on its moment brings it. */
    private static final String AT_MOMENT = "with moment as materialized (select ?::timestamptz as now), ";

    private static final String NODES_OF_ONE = insertNodes("f.stream_id", "");
    private static final String NODES_OF_MANY = insertNodes("n.stream_id", "unnest(?::bigint[]) as stream_id, ");

    private static final String KEYS_OF_ONE = insertKeys("f.stream_id", "");
    private static final String KEYS_OF_MANY = insertKeys("k.stream_id", "unnest(?::bigint[]) as stream_id, ");

    private final Connection connection;
    private final Map<Form, PreparedStatement> prepared = new HashMap<>();
    private final BinaryArray arrays;

    /**
     * Makes a statement on a connection. Each form is prepared when it is first needed, which sends nothing: that
     * comes with its execution.
     *
     * @param connection one of PostgreSQL's driver, perhaps wrapped
     */
    WriteStatement(Connection connection) throws SQLException {
        this.connection = connection;
        this.arrays = new BinaryArray(connection.unwrap(BaseConnection.class));
    }

    /**
     * Stores a plan that has rows. On an autocommit connection what was stored is durable on return; in a
     * transaction, on commit.
     *
     * @param keys the short keys of the plan's streams, which may be wrong: then nothing is stored
     * @param entities knows the keys of the plan's entities
     * @param facts what the plan was made from, for the key epoch of each stream
     * @param moment when the heads move, if the plan depends on it; null for the database's clock
     * @return when each stream's head moved; empty if that of the only one was not where the plan expected it, and nothing was
     *     stored
     * @throws SQLException that {@link HeadFence#isLost} tells if one of several heads was not where the plan expected it, and
     *     of a unique violation if an event id or the version of an entity is taken; nothing is stored either
     */
    Map<StreamId, Instant> execute(
            AppendPlan plan,
            Map<StreamId, Long> keys,
            EntityKeys entities,
            Map<StreamId, ? extends FencedStreamState> facts,
            @Nullable Instant moment)
            throws SQLException {
        HeadFence fence = HeadFence.of(plan, keys, facts);
        List<HistoryNode> nodes = new ArrayList<>();
        for (HeadAdvance advance : plan.advances()) {
            nodes.addAll(HistoryNode.completed(Objects.requireNonNull(keys.get(advance.stream())), advance.tree()));
        }
        List<NewDataKey> newKeys = NewDataKey.of(plan.newKeys(), keys);
        List<NewTag> newTags = NewTag.of(plan.events(), keys);
        Form form = new Form(
                fence.form(),
                moment != null,
                plan.events().stream().anyMatch(row -> !row.event().metadata().isEmpty()),
                !newTags.isEmpty(),
                !nodes.isEmpty(),
                !newKeys.isEmpty());
        PreparedStatement statement = prepared(form);
        int next = fence.bind(statement, bindMoment(statement, moment), arrays);
        boolean many = form.fence.isOfMany();
        if (many) {
            statement.setArray(
                    next++, arrays.of(BinaryArray.Type.BIGINT, plan.events(), row -> keys.get(row.event().stream())));
        }
        next = bindRows(statement, next, plan.events(), form.columns(), entities);
        if (form.nodes) {
            next = bindNodes(statement, next, nodes, many);
        }
        if (form.keys) {
            next = bindKeys(statement, next, newKeys, many);
        }
        if (form.tags) {
            NewTag.bind(statement, next, newTags, arrays);
        }
        return movedAt(statement, fence);
    }

    private static Map<StreamId, Instant> movedAt(PreparedStatement statement, HeadFence fence) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                return Map.of();
            }
            Instant movedAt = row.getObject(1, OffsetDateTime.class).toInstant();
            Map<StreamId, Instant> all = new HashMap<>();
            fence.streams().forEach(stream -> all.put(stream, movedAt));
            return all;
        }
    }

    private PreparedStatement prepared(Form form) throws SQLException {
        PreparedStatement statement = prepared.get(form);
        if (statement == null) {
            statement = connection.prepareStatement(form.sql());
            prepared.put(form, statement);
        }
        return statement;
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : prepared.values()) {
            statement.close();
        }
    }

    private static int bindMoment(PreparedStatement statement, @Nullable Instant moment) throws SQLException {
        if (moment == null) {
            return 1;
        }
        statement.setObject(1, moment.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
        return 2;
    }

    private int bindRows(
            PreparedStatement statement,
            int first,
            List<PlannedEvent> rows,
            List<RowColumn> columns,
            EntityKeys entities)
            throws SQLException {
        int next = first;
        for (RowColumn column : columns) {
            statement.setArray(
                    next++, arrays.of(column.type(), rows, row -> column.value().apply(row, entities)));
        }
        return next;
    }

    private int bindNodes(PreparedStatement statement, int first, List<HistoryNode> nodes, boolean many)
            throws SQLException {
        int next = first;
        if (many) {
            statement.setArray(next++, arrays.of(BinaryArray.Type.BIGINT, nodes, HistoryNode::stream));
        }
        statement.setArray(next++, arrays.of(BinaryArray.Type.BIGINT, nodes, HistoryNode::level));
        statement.setArray(next++, arrays.of(BinaryArray.Type.BIGINT, nodes, HistoryNode::index));
        statement.setArray(next++, arrays.of(BinaryArray.Type.BYTEA, nodes, HistoryNode::hash));
        return next;
    }

    private int bindKeys(PreparedStatement statement, int first, List<NewDataKey> keys, boolean many)
            throws SQLException {
        int next = first;
        if (many) {
            statement.setArray(next++, arrays.of(BinaryArray.Type.BIGINT, keys, NewDataKey::stream));
        }
        statement.setArray(next++, arrays.of(BinaryArray.Type.BYTEA, keys, NewDataKey::entity));
        statement.setArray(next++, arrays.of(BinaryArray.Type.BYTEA, keys, NewDataKey::id));
        statement.setArray(next++, arrays.of(BinaryArray.Type.BYTEA, keys, NewDataKey::wrapped));
        return next;
    }

    /**
     * The second half: the rows, as far as there is a fence, and the moment for an answer. The rows' numbers do
     * not come from the database; it adds the stream's key and the moment only.
     */
    private static String insertRows(List<RowColumn> columns, String streamId, String streamArray) {
        return ", stored as (insert into sequencer.events (stream_id, sequenced_at, " + join(columns, RowColumn::name)
                + ") select " + streamId + ", f.moved_at, " + join(columns, WriteStatement::value)
                + " from fence f, (select " + streamArray + join(columns, WriteStatement::array) + ") r)";
    }

    private static String array(RowColumn column) {
        return "unnest(?::" + column.type().sqlName() + "[]) as " + column.name();
    }

    private static String value(RowColumn column) {
        return "r." + column.name()
                + (column.equals(RowColumn.METADATA) || column.equals(RowColumn.TAGS) ? "::jsonb" : "");
    }

    /** The nodes, as far as there is a fence. */
    private static String insertNodes(String streamId, String streamArray) {
        return ", nodes as (insert into sequencer.history_nodes (stream_id, level, node_index, hash) select " + streamId
                + ", n.level, n.node_index, n.hash from fence f, (select " + streamArray
                + "unnest(?::bigint[]) as level, unnest(?::bigint[]) as node_index, unnest(?::bytea[]) as hash) n"
                + HistoryNode.REPLACING + ")";
    }

    /** The keys, as far as there is a fence; one that is there stays. */
    private static String insertKeys(String streamId, String streamArray) {
        return ", keys as (insert into sequencer.data_keys (stream_id, entity, key_id, wrapped) select " + streamId
                + ", k.entity, k.key_id, k.wrapped from fence f, (select " + streamArray
                + "unnest(?::bytea[]) as entity, unnest(?::bytea[]) as key_id, unnest(?::bytea[]) as wrapped) k"
                + " on conflict (stream_id, entity, key_id) do nothing)";
    }

    private static String join(List<RowColumn> columns, Function<RowColumn, String> part) {
        return columns.stream().map(part).collect(Collectors.joining(", "));
    }

    /**
     * Which of the statement's texts.
     *
     * @param fence for one stream or several
     * @param atMoment whether the plan brings its moment
     * @param metadata whether an event of it has metadata
     * @param tags whether an event of it has tags
     * @param nodes whether it completes nodes of the tree
     * @param keys whether it brings data keys
     */
    private record Form(
            HeadFence.Form fence, boolean atMoment, boolean metadata, boolean tags, boolean nodes, boolean keys) {

        private String sql() {
            boolean many = fence.isOfMany();
            String insertsNodes = nodes ? (many ? NODES_OF_MANY : NODES_OF_ONE) : "";
            String insertsKeys = keys ? (many ? KEYS_OF_MANY : KEYS_OF_ONE) : "";
            return (atMoment ? AT_MOMENT : BY_CLOCK)
                    + fence.fence()
                    + (many
                            ? insertRows(columns(), "r.stream_id", "unnest(?::bigint[]) as stream_id, ")
                            : insertRows(columns(), "f.stream_id", ""))
                    + insertsNodes
                    + insertsKeys
                    + (tags ? NewTag.INSERT : "")
                    + fence.answer();
        }

        private List<RowColumn> columns() {
            if (!metadata && !tags) {
                return RowColumn.ALL;
            }
            List<RowColumn> columns = new ArrayList<>(RowColumn.ALL);
            if (metadata) {
                columns.add(RowColumn.METADATA);
            }
            if (tags) {
                columns.add(RowColumn.TAGS);
            }
            return columns;
        }
    }
}
