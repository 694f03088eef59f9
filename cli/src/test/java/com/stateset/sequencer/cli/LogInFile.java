package com.stateset.sequencer.cli;

import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** On SQLite. */
final class LogInFile extends AlterableLog {

    private final Path directory;

    LogInFile(Path directory) {
        this.directory = directory;
    }

    @Override
    List<String> flags() {
        return List.of("--data", directory.toString());
    }

    @Override
    Map<String, String> variables() {
        return Map.of("DATA_DIR", directory.toString());
    }

    @Override
    EventStore open() {
        return SqliteEventStore.open(file());
    }

    @Override
    String jdbcUrl() {
        return "jdbc:sqlite:" + file();
    }

    @Override
    String dialect(String sql) {
        return sql.replace("{events}", "events")
                .replace("{commitments}", "commitments")
                .replace("{tiles}", "commitment_tiles")
                .replace("{heads}", "stream_heads")
                .replace("{agent_keys}", "agent_keys")
                .replace("{sequencer_keys}", "sequencer_keys")
                .replace("{stream_ids}", "stream_ids")
                .replace("{identity}", "sequencer_identity")
                .replace("{nodes}", "history_nodes")
                .replace("{checkpoints}", "history_checkpoints")
                .replace("{heads_log}", "heads_log")
                .replace("{heads_log_state}", "heads_log_state")
                .replace("{break}", "1")
                .replace("{moment}", "1")
                .replace("{tips}", "commitment_tips")
                .replace("{data_keys}", "data_keys")
                .replace("{event_tags}", "event_tags")
                .replace("{encryption_keys}", "encryption_keys")
                .replace("{sequencer_identity}", "sequencer_identity")
                .replace("{moved}", "moved = 1 - moved")
                .replace("{later}", "+ 1")
                .replace("{uuid}", "x'" + "cc".repeat(16) + "'")
                .replace("{hash}", "x'" + "cc".repeat(32) + "'")
                .replace("{id}", "x'" + "cc".repeat(8) + "'")
                .replace("{signature}", "x'" + "cc".repeat(64) + "'")
                .replace("{tile}", "x'" + "cc".repeat(6 * 32) + "'")
                .replace("{payload}", "cast('{\"total\":0}' as blob)");
    }

    @Override
    String bytes(String hex) {
        return "x'" + hex + "'";
    }

    @Override
    String copyOf(String table) {
        return "copy_" + table;
    }

    @Override
    @Nullable
    String schema() {
        return null;
    }

    @Override
    public void close() {}

    private Path file() {
        return directory.resolve("events.db");
    }
}
