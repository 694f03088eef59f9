package com.stateset.sequencer.outbox.transactional;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One stream's rows, within a transaction. Not thread-safe.
 *
 * <p><b>What each statement costs.</b> The table may hold a million pending rows after a night without a relay, and none at all the
 * day after. Each statement of a round therefore finds its rows through an index and touches no others:
 *
 * <pre>
 *   nextStream, pending    … where state = 0            by stream and place, with a limit
 *   hasStuck, isStuck      … where state in (1, 2)      by stream, entity and place; empty as a rule
 *   completed, unitOf      … where command_id …         by stream and command
 *   find, discarded        the unique ids
 *   delete, setState       the primary key
 * </pre>
 *
 * <p>The partial indexes are found only where a statement says their condition word for word, with a literal: hence {@code state in
 * (1, 2) and state = 2}. Settlements are rare, and may read all that is stuck, or all that is pending, of their stream.
 *
 * <p>Fetching in portions keeps a batch of large payloads from being read far beyond its bound in bytes.
 */
final class RowTable {

    private static final String TABLE = "sequencer_transactional_outbox";
    private static final String OF_STREAM = TABLE + " where tenant_id = ? and store_id = ?";
    private static final String SELECT = "select " + RowColumns.ALL + " from " + OF_STREAM;
    private static final int FETCHED_AT_ONCE = 100;

    private final RowSession session;
    private final StreamId stream;

    RowTable(RowSession session, StreamId stream) {
        this.session = session;
        this.stream = stream;
    }

    /** Fails if the table, or a column of it, is not there. */
    static List<Boolean> requireColumns(RowSession session) throws SQLException {
        return session.query(row -> true, "select " + RowColumns.ALL + " from " + TABLE + " where place < 0");
    }

    /** Returns the first stream behind another that has something to send: one step through the index, whatever is in it. */
    static Optional<StreamId> nextStream(RowSession session, @Nullable StreamId after) throws SQLException {
        String select = "select tenant_id, store_id from " + TABLE + " where state = 0";
        String first = " order by tenant_id, store_id limit 1";
        List<StreamId> found = after == null
                ? session.query(row -> streamId(session, row), select + first)
                : session.query(
                        row -> streamId(session, row),
                        select + " and (tenant_id, store_id) > (?, ?)" + first,
                        after.tenantId(),
                        after.storeId());
        return found.stream().findFirst();
    }

    private static StreamId streamId(RowSession session, ResultSet row) throws SQLException {
        return new StreamId(
                Objects.requireNonNull(session.dialect().uuid(row, "tenant_id")),
                Objects.requireNonNull(session.dialect().uuid(row, "store_id")));
    }

    /** Forgets, of all streams, what was discarded so long ago. */
    static int purge(RowSession session, Duration age) throws SQLException {
        return session.update("delete from " + TABLE + " where state = 3 and settled_at < {now} - ?", age.toMillis());
    }

    /** Reads what is to be sent next, by place: so many events and bytes, one at least, and no command in part. */
    List<WaitingRow> pending(int maxEvents, long maxBytes) throws SQLException {
        List<WaitingRow> rows = new ArrayList<>();
        long bytes = 0;
        boolean isCut = false;
        String select = SELECT + " and state = 0 order by place limit " + (maxEvents + 1);
        try (PreparedStatement statement = session.prepare(select, stream.tenantId(), stream.storeId())) {
            statement.setFetchSize(FETCHED_AT_ONCE);
            try (ResultSet found = statement.executeQuery()) {
                while (!isCut && found.next()) {
                    WaitingRow row = RowColumns.read(found, session.dialect());
                    bytes += RowColumns.size(found, row.event());
                    isCut = !rows.isEmpty() && (rows.size() == maxEvents || bytes > maxBytes);
                    if (!isCut) {
                        rows.add(row);
                    }
                }
            }
        }
        return isCut ? completed(rows) : rows;
    }

    /** Adds what the commands of these rows have behind them. */
    private List<WaitingRow> completed(List<WaitingRow> rows) throws SQLException {
        long last = rows.get(rows.size() - 1).place();
        Set<UUID> commands = new LinkedHashSet<>();
        for (WaitingRow row : rows) {
            UUID command = row.event().commandId();
            if (command != null) {
                commands.add(command);
            }
        }
        List<WaitingRow> all = new ArrayList<>(rows);
        for (UUID command : commands) {
            all.addAll(select(" and command_id = ? and state = 0 and place > ? order by place", command, last));
        }
        return all;
    }

    boolean hasStuck() throws SQLException {
        return !query(row -> true, "select 1 from " + OF_STREAM + " and state in (1, 2) limit 1")
                .isEmpty();
    }

    /** Whether an event of the entity before a place is stuck. */
    boolean isStuck(EntityRef entity, long place) throws SQLException {
        return !query(
                        row -> true,
                        "select 1 from " + OF_STREAM
                                + " and entity_type = ? and entity_id = ? and place < ? and state in (1, 2) limit 1",
                        entity.type(),
                        entity.id(),
                        place)
                .isEmpty();
    }

    /** All that is stuck, by place. */
    List<StuckRow> stuck() throws SQLException {
        return query(
                row -> new StuckRow(
                        row.getLong("place"),
                        session.dialect().uuid(row, "command_id"),
                        new EntityRef(row.getString("entity_type"), row.getString("entity_id")),
                        RowColumns.number(row, "base_version"),
                        RowState.of(row.getInt("state")) == RowState.REJECTED),
                "select place, command_id, entity_type, entity_id, base_version, state from " + OF_STREAM
                        + " and state in (1, 2) order by place");
    }

    /** Blocks what is pending behind something stuck, and with it its command, and what is behind that. */
    void blockBehindStuck() throws SQLException {
        String same = "select 1 from " + TABLE + " s where s.tenant_id = t.tenant_id and s.store_id = t.store_id";
        int blocked;
        do {
            blocked = session.update(
                    "update " + TABLE
                            + " as t set state = 1 where tenant_id = ? and store_id = ? and state = 0 and (exists ("
                            + same + " and s.entity_type = t.entity_type and s.entity_id = t.entity_id"
                            + " and s.place < t.place and s.state in (1, 2)) or exists (" + same
                            + " and s.command_id is not null and s.command_id = t.command_id and s.state in (1, 2)))",
                    stream.tenantId(),
                    stream.storeId());
        } while (blocked > 0);
    }

    /** Finds a row that is not discarded. */
    Optional<WaitingRow> find(UUID eventId) throws SQLException {
        return select(" and event_id = ? and state < 3", eventId).stream().findFirst();
    }

    @Nullable
    NewEvent contentOf(UUID eventId) throws SQLException {
        return find(eventId).map(WaitingRow::event).orElse(null);
    }

    /** Finds a discarded event: whether it was discarded after the log had said that its id is another event's. */
    Optional<Boolean> discarded(UUID eventId) throws SQLException {
        return query(
                        row -> WaitingRow.TAKEN_ID.equals(row.getString("reason")),
                        "select reason from " + OF_STREAM + " and event_id = ? and state = 3",
                        eventId)
                .stream()
                .findFirst();
    }

    /** Which events of a command wait. */
    List<UUID> idsOf(UUID command) throws SQLException {
        return query(
                row -> Objects.requireNonNull(session.dialect().uuid(row, "event_id")),
                "select event_id from " + OF_STREAM + " and command_id = ? and state < 3",
                command);
    }

    /** The rows of an event's command that are not discarded, or the row alone. */
    List<WaitingRow> unitOf(WaitingRow row) throws SQLException {
        UUID command = row.event().commandId();
        return command == null ? List.of(row) : select(" and command_id = ? and state < 3 order by place", command);
    }

    List<WaitingRow> rejected(int limit) throws SQLException {
        return select(" and state in (1, 2) and state = 2 order by place limit ?", limit);
    }

    /** Counts what waits. */
    OutboxBacklog backlog() throws SQLException {
        List<OutboxBacklog> counted = query(
                row -> new OutboxBacklog(
                        row.getLong("pending"),
                        row.getLong("blocked"),
                        row.getLong("rejected"),
                        Optional.ofNullable(row.getString("oldest"))
                                .map(millis -> Instant.ofEpochMilli(Long.parseLong(millis)))),
                "select p.n as pending, p.oldest, s.blocked, s.rejected from"
                        + " (select count(*) as n, min(appended_at) as oldest from " + OF_STREAM
                        + " and state = 0) p cross join (select count(case when state = 1 then 1 end) as blocked,"
                        + " count(case when state = 2 then 1 end) as rejected from " + OF_STREAM
                        + " and state in (1, 2)) s",
                stream.tenantId(),
                stream.storeId());
        return counted.get(0);
    }

    /** The log has these. */
    void delete(List<WaitingRow> rows) throws SQLException {
        try (PreparedStatement statement = session.prepare("delete from " + TABLE + " where place = ?")) {
            for (WaitingRow row : rows) {
                statement.setLong(1, row.place());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    void reject(WaitingRow row, String reason, String message) throws SQLException {
        session.update(
                "update " + TABLE + " set state = 2, reason = ?, message = ? where place = ?",
                reason,
                message,
                row.place());
    }

    void setState(long place, RowState state) throws SQLException {
        session.update("update " + TABLE + " set state = ? where place = ?", state.code(), place);
    }

    void setBaseVersion(long place, long baseVersion) throws SQLException {
        session.update("update " + TABLE + " set base_version = ? where place = ?", baseVersion, place);
    }

    /** Gives up an event: its payload goes, and its followers no longer count it. */
    void discard(WaitingRow row) throws SQLException {
        session.update(
                "update " + TABLE + " set state = 3, payload = null, metadata = null, payload_encrypted = null,"
                        + " settled_at = {now} where place = ?",
                row.place());
        Long base = row.event().baseVersion();
        session.update(
                "update " + TABLE + " set base_version = base_version - 1 where tenant_id = ? and store_id = ?"
                        + " and entity_type = ? and entity_id = ? and place > ? and state = 1 and base_version > ?",
                stream.tenantId(),
                stream.storeId(),
                row.entity().type(),
                row.entity().id(),
                row.place(),
                base == null ? 0 : base);
    }

    /** Puts other content into a row; the id, the entity and the command stay. */
    void rewrite(WaitingRow row, NewEvent event) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>(RowColumns.content(event));
        values.add(row.place());
        session.update(
                "update " + TABLE + " set event_type = ?, payload = ?, payload_hash = ?, base_version = ?,"
                        + " created_at = ?, source_agent = ?, signature_claim = ?,"
                        + " metadata = ?, tags = ?, payload_encrypted = ? where place = ?",
                values.toArray());
    }

    private List<WaitingRow> select(String rest, @Nullable Object... values) throws SQLException {
        return query(row -> RowColumns.read(row, session.dialect()), SELECT + rest, values);
    }

    private <T> List<T> query(RowSession.Reader<T> reader, String sql, @Nullable Object... values) throws SQLException {
        @Nullable Object[] all = new @Nullable Object[values.length + 2];
        all[0] = stream.tenantId();
        all[1] = stream.storeId();
        System.arraycopy(values, 0, all, 2, values.length);
        return session.query(reader, sql, all);
    }
}
