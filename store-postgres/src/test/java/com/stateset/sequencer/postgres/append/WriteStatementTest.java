package com.stateset.sequencer.postgres.append;

import static com.stateset.sequencer.postgres.Samples.append;
import static com.stateset.sequencer.postgres.Samples.batch;
import static com.stateset.sequencer.postgres.Samples.newStream;
import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TileId;
import com.stateset.sequencer.postgres.OwnDatabase;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.postgres.Samples;
import com.stateset.sequencer.postgres.WatchedDataSource;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.CommitmentStore;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.HistoryStore;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TreeHead;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every statement is explained on the very connection, with the very settings, that is just about to execute it. Plans that are
 * kept were made when the tables were empty, and analysed as such; then came some thousand rows, which were not analysed.
 */
class WriteStatementTest extends OwnDatabase {

    private static final Pattern WHOLE_TABLE = Pattern.compile(
            "Seq Scan on (events|stream_heads|stream_ids|key_epochs|agent_keys|commitments|commitment_tiles"
                    + "|history_nodes|history_checkpoints|heads_log)");
    private static final Pattern ALL_EVENTS = Pattern.compile("Seq Scan on (events|commitments|commitment_tiles)");
    private static final List<String> TABLES = List.of(
            "events",
            "stream_heads",
            "stream_ids",
            "key_epochs",
            "agent_keys",
            "commitments",
            "commitment_tips",
            "commitment_tiles",
            "history_nodes",
            "history_checkpoints",
            "heads_log");

    private final Map<String, String> plans = new LinkedHashMap<>();
    private WatchedDataSource connections;
    private EventStore store;

    @BeforeEach
    void emptyTheTables() {
        connections = new WatchedDataSource(dataSource());
        store = closedAfterwards(PostgresEventStore.over(connections));
        for (String table : TABLES) {
            Samples.execute(dataSource(), "alter table sequencer." + table + " set (autovacuum_enabled = off)");
            Samples.execute(dataSource(), "truncate sequencer." + table);
            Samples.execute(dataSource(), "analyze sequencer." + table);
        }
        plans.clear();
    }

    @Test
    void fenced_or_locked_for_one_stream_or_many() {
        connections.watch(this::explain);
        appendInEveryWay();
        fillTheTables();
        plans.clear();
        appendInEveryWay();

        assertThat(plans.keySet())
                .anySatisfy(sql -> assertThat(sql).contains("from moment m"))
                .anySatisfy(sql -> assertThat(sql).contains("wanted as materialized"))
                .anySatisfy(sql -> assertThat(sql).contains("from moment m").contains("history_nodes"))
                .anySatisfy(sql ->
                        assertThat(sql).contains("wanted as materialized").contains("history_nodes"))
                .anySatisfy(sql -> assertThat(sql).contains("for update"))
                .anySatisfy(sql -> assertThat(sql).contains("for share"))
                .anySatisfy(sql -> assertThat(sql).contains("changed_epoch > "))
                .anySatisfy(sql -> assertThat(sql).contains("event_id = k.event_id"))
                .anySatisfy(sql -> assertThat(sql).contains("command_id = k.command_id"))
                .anySatisfy(sql -> assertThat(sql).contains("entity_key = k.entity_key"));
        assertThat(plans).allSatisfy((sql, plan) -> assertThat(plan).as(sql).doesNotContainPattern(WHOLE_TABLE));
    }

    @Test
    void what_readers_ask_goes_by_the_indexes_too() {
        fillTheTables();
        StreamId stream = newStream();
        append(store, event(stream).candidate());
        EntityRef entity = new EntityRef("order", "o-1");
        connections.watch(this::explainForAnyValues);

        store.head(stream);
        store.find(stream, UUID.randomUUID());
        store.read(stream, ReadOptions.forwardsFrom(1));
        store.read(stream, ReadOptions.backwardsFromHead().eventType("order.changed"));
        store.read(stream, ReadOptions.forwardsFrom(1).entity(entity));
        store.read(stream, ReadOptions.backwardsFromHead().entity(entity));
        store.entityHistory(stream, entity, 0, 10);

        assertThat(plans).hasSizeGreaterThanOrEqualTo(8);
        assertThat(plans).allSatisfy((sql, plan) -> assertThat(plan).as(sql).doesNotContainPattern(WHOLE_TABLE));
    }

    /** A page costs what is on it, not what the entity has been through before. */
    @Test
    void pages_of_an_entity_begin_where_they_are_asked_to() {
        fillTheTables();
        StreamId stream = newStream();
        for (int i = 0; i < 5; i++) {
            append(store, event(stream).candidate());
        }
        EntityRef entity = new EntityRef("order", "o-1");
        connections.watch(this::explainForAnyValues);

        store.read(stream, ReadOptions.forwardsFrom(3).entity(entity));
        store.read(stream, ReadOptions.backwardsFrom(3).entity(entity));

        assertThat(plans.entrySet())
                .filteredOn(each -> each.getKey().contains("order by e.entity_version"))
                .hasSize(2)
                .allSatisfy(each -> assertThat(each.getValue())
                        .containsPattern("Index Cond: .*stream_id.*entity_key.*entity_version.*entity_version"));
        assertThat(plans)
                .allSatisfy((sql, plan) -> assertThat(plan)
                        .as(sql)
                        .doesNotContainPattern(WHOLE_TABLE)
                        .doesNotContain("Sort"));
    }

    /** Streams that wait for a commitment are found among their heads, without a look at any event but one each. */
    @Test
    void proofs_leaves_and_backlogs_go_by_the_indexes_too() {
        fillTheTables();
        StreamId stream = newStream();
        append(store, event(stream).candidate());
        CommitmentStore commitments = store.commitments();
        commitments.leaves(stream, 1, 1);
        connections.watch(this::explainForAnyValues);

        commitments.leaves(stream, 1, 8192);
        commitments.tiles(stream, 1, 1, List.of(new TileId(0, 0), new TileId(1, 0)));
        commitments.covering(stream, 1);
        commitments.last(stream);
        commitments.find(UUID.randomUUID());
        commitments.newestFirst(stream, Long.MAX_VALUE, 10);
        commitments.oldestFirst(stream, 1, 10);
        store.agentKeys().keys(stream.tenantId(), UUID.randomUUID());
        store.streams(stream, 10);

        assertThat(plans).hasSizeGreaterThanOrEqualTo(9);
        assertThat(plans).allSatisfy((sql, plan) -> assertThat(plan).as(sql).doesNotContainPattern(WHOLE_TABLE));
        plans.clear();
        commitments.backlogs(10);
        assertThat(plans).hasSize(1);
        assertThat(plans.values().iterator().next()).contains("events_pkey").doesNotContainPattern(ALL_EVENTS);
    }

    /** There may be thousands of tiles in a commitment: not all are to be looked through for three. */
    @Test
    void each_tile_of_a_proof_is_found_by_its_whole_key() {
        fillTheTables();
        StreamId stream = newStream();
        store.commitments().putTiles(stream, 1, 1 << 20, List.of(Tile.of(new TileId(2, 0), new byte[Hash.LENGTH])));
        Samples.execute(dataSource(), """
                insert into sequencer.commitment_tiles
                select stream_id, 1, 1048576, 0, index, decode(repeat('00', 32), 'hex')
                from sequencer.stream_ids, generate_series(0, 4095) as index
                where store_id = '%s'
                """.formatted(stream.storeId()));
        connections.watch(this::explainForAnyValues);

        assertThat(store.commitments().tiles(stream, 1, 1 << 20, List.of(new TileId(0, 77), new TileId(2, 0))))
                .hasSize(2);

        assertThat(plans).hasSize(1);
        assertThat(plans.values().iterator().next())
                .containsPattern("Index Cond: .*stream_id.*sequence_start.*sequence_end.*tile_level.*tile_index");
    }

    /** Heads that have moved are found in an index of those, with one look at the last entry of each. */
    @Test
    void trees_tiles_and_checkpoints_go_by_the_indexes_too() {
        fillTheTables();
        StreamId stream = newStream();
        append(store, event(stream).candidate());
        HistoryStore history = store.history();
        TreeHead head = history.rightEdge(stream).head();
        Samples.execute(dataSource(), """
                insert into sequencer.heads_log
                select row_number() over (), stream_id, 'HEAD', 1, '' from sequencer.stream_ids;
                insert into sequencer.history_checkpoints select stream_id, 1, '' from sequencer.stream_ids
                where not (store_id = '%s');
                insert into sequencer.history_nodes select stream_id, 9, 0, '' from sequencer.stream_ids
                """.formatted(stream.storeId()));
        connections.watch(this::explainForAnyValues);

        history.rightEdge(stream);
        history.tiles(stream).read(TilePath.hashes(0, 0, 1));
        history.tiles(stream).read(TilePath.hashes(1, 3, 1));
        history.checkpoint(stream);
        history.headsLog().tiles().read(TilePath.hashes(0, 77, 1));
        history.headsLog().tiles().read(TilePath.hashes(1, 0, 1));
        history.headsLog().entries(100_000, 10);
        assertThat(history.headsLog().last(newStream())).isEmpty();
        assertThat(history.headsLog().lastBreak(newStream())).isEmpty();
        assertThat(history.headsLog().lastBreak()).isEmpty();

        assertThat(head.size()).isEqualTo(1);
        assertThat(plans).hasSizeGreaterThanOrEqualTo(7);
        assertThat(plans).allSatisfy((sql, plan) -> assertThat(plan).as(sql).doesNotContainPattern(WHOLE_TABLE));
        plans.clear();
        history.headsLog().moved(10);
        assertThat(plans).hasSizeGreaterThanOrEqualTo(2);
        assertThat(plans)
                .allSatisfy((sql, plan) -> assertThat(plan)
                        .as(sql)
                        .doesNotContainPattern(ALL_EVENTS)
                        .doesNotContainPattern(WHOLE_TABLE));
        assertThat(plans.values().iterator().next()).contains("stream_heads_moved", "heads_log_of_stream");
    }

    private void appendInEveryWay() {
        StreamId first = newStream();
        StreamId second = newStream();
        append(store, event(first).candidate());
        append(store, event(first).candidate());
        append(store, event(first).command(UUID.randomUUID()).candidate());
        store.agentKeys()
                .register(new AgentKey(first.tenantId(), UUID.randomUUID(), 1, Ed25519PublicKey.of(new byte[32])));
        append(store, event(first).candidate());
        for (int i = 0; i < 3; i++) {
            store.append(Stream.of(first, second)
                    .map(each -> batch(event(each).candidate()))
                    .toList());
        }
        for (int i = 0; i < 2; i++) {
            append(store, manyOf(first));
            store.append(List.of(batch(manyOf(first)), batch(event(second).candidate())));
        }
    }

    /** Enough to complete a node of the tree. */
    private static AdmittedEvent[] manyOf(StreamId stream) {
        return Stream.generate(() -> event(stream).candidate()).limit(256).toArray(AdmittedEvent[]::new);
    }

    private void fillTheTables() {
        Samples.execute(dataSource(), """
                with filled as (
                    insert into sequencer.stream_ids (tenant_id, store_id)
                    select gen_random_uuid(), gen_random_uuid() from generate_series(1, 3000) returning stream_id
                )
                insert into sequencer.stream_heads (stream_id) select stream_id from filled
                """);
        Samples.execute(dataSource(), """
                insert into sequencer.key_epochs select tenant_id, 1 from sequencer.stream_ids on conflict do nothing;
                insert into sequencer.agent_keys (tenant_id, agent_id, key_id, public_key, changed_epoch)
                select tenant_id, gen_random_uuid(), 1, decode(repeat('00', 32), 'hex'), 1
                from sequencer.key_epochs where epoch > 0;
                insert into sequencer.commitments (stream_id, sequence_start, sequence_end, batch_id, ves_version,
                    merkle_root, committed_at, sequencer_key_version)
                select stream_id, 1, 1, gen_random_uuid(), 0, decode(repeat('00', 32), 'hex'), now(), 0
                from sequencer.stream_ids;
                insert into sequencer.commitment_tips select stream_id, 1 from sequencer.stream_ids;
                insert into sequencer.commitment_tiles
                select stream_id, 1, 1, 0, 0, decode(repeat('00', 32), 'hex') from sequencer.stream_ids
                """);
        EventStore other = open();
        StreamId large = newStream();
        for (int i = 0; i < 5; i++) {
            other.append(List.of(batch(IntStream.range(0, 1000)
                    .mapToObj(n -> event(large).entity("order", "o-" + n).candidate())
                    .toList())));
        }
    }

    /** As the driver does it: prepared once for each connection, with numbered parameters, and kept. */
    private void explain(String what, Connection connection) throws SQLException {
        explain(what, connection, false);
    }

    private void explain(String what, Connection connection, boolean forAnyValues) throws SQLException {
        String sql = what.strip();
        if (!sql.matches("(?s)(with|select|insert) .*") || sql.contains("set_config")) {
            return;
        }
        StringBuilder numbered = new StringBuilder();
        List<String> values = new ArrayList<>();
        for (String part : sql.split("\\?", -1)) {
            numbered.append(values.isEmpty() ? "" : "$" + values.size()).append(part);
            values.add("null");
        }
        values.remove(0);
        String name = "explained_" + Integer.toHexString(sql.hashCode());
        if (Samples.query(connection, "select name from pg_prepared_statements where name = '" + name + "'")
                .isEmpty()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("prepare " + name + " as " + numbered);
            }
        }
        String execute = name + (values.isEmpty() ? "" : "(" + String.join(", ", values) + ")");
        // What an append's session settles on after some executions; readers' sessions plan as they do.
        Samples.query(connection, """
                select set_config('plan_cache_mode', 'force_generic_plan', false)
                where current_setting('enable_seqscan') = 'off' or %s
                """.formatted(forAnyValues));
        plans.put(sql, String.join("\n", Samples.query(connection, "explain execute " + execute)));
        Samples.query(connection, "select set_config('plan_cache_mode', 'auto', false)");
    }

    private void explainForAnyValues(String what, Connection connection) throws SQLException {
        explain(what, connection, true);
    }
}
