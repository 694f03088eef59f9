package com.stateset.sequencer.cli;

import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.testsupport.TestPostgres;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** On PostgreSQL. */
final class LogInPostgres extends AlterableLog {

    private final String url = ServerPostgres.migrated();

    @Override
    List<String> flags() {
        return List.of("--database-url", url);
    }

    @Override
    Map<String, String> variables() {
        return Map.of("DATABASE_URL", url);
    }

    @Override
    EventStore open() {
        return PostgresEventStore.connect(url);
    }

    @Override
    String jdbcUrl() {
        URI uri = URI.create(url);
        String[] user = uri.getUserInfo().split(":", 2);
        return "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath() + "?user=" + user[0]
                + "&password=" + user[1];
    }

    @Override
    String dialect(String sql) {
        return sql.replace("{events}", "sequencer.events")
                .replace("{commitments}", "sequencer.commitments")
                .replace("{tiles}", "sequencer.commitment_tiles")
                .replace("{heads}", "sequencer.stream_heads")
                .replace("{agent_keys}", "sequencer.agent_keys")
                .replace("{sequencer_keys}", "sequencer.sequencer_keys")
                .replace("{stream_ids}", "sequencer.stream_ids")
                .replace("{identity}", "sequencer.sequencer_identity")
                .replace("{nodes}", "sequencer.history_nodes")
                .replace("{checkpoints}", "sequencer.history_checkpoints")
                .replace("{heads_log}", "sequencer.heads_log")
                .replace("{heads_log_state}", "sequencer.heads_log_state")
                .replace("{data_keys}", "sequencer.data_keys")
                .replace("{event_tags}", "sequencer.event_tags")
                .replace("{encryption_keys}", "sequencer.encryption_keys")
                .replace("{break}", "'BREAK'")
                .replace("{moment}", "timestamptz '2020-01-01Z'")
                .replace("{tips}", "sequencer.commitment_tips")
                .replace("{moved}", "entered_size = entered_size + 1")
                .replace("{later}", "+ interval '1 second'")
                .replace("{uuid}", "uuid 'cccccccc-cccc-4ccc-8ccc-cccccccccccc'")
                .replace("{hash}", "decode('" + "cc".repeat(32) + "', 'hex')")
                .replace("{id}", "decode('" + "cc".repeat(8) + "', 'hex')")
                .replace("{signature}", "decode('" + "cc".repeat(64) + "', 'hex')")
                .replace("{tile}", "decode('" + "cc".repeat(6 * 32) + "', 'hex')")
                .replace("{payload}", "convert_to('{\"total\":0}', 'UTF8')");
    }

    @Override
    String bytes(String hex) {
        return "decode('" + hex + "', 'hex')";
    }

    @Override
    String insertInto(String table) {
        return "insert into " + table + " overriding system value";
    }

    @Override
    String insertInto(String table, String columns) {
        return super.insertInto(table, columns) + " overriding system value";
    }

    @Override
    String copyOf(String table) {
        return table.replace("sequencer.", "public.");
    }

    @Override
    String schema() {
        return "sequencer";
    }

    @Override
    public void close() {
        TestPostgres.shared().dropDatabase(url);
    }
}
