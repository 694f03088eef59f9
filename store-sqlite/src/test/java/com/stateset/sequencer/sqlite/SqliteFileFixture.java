package com.stateset.sequencer.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tlog.CompactRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** A place is a file in a folder of its own. Public, so that another JVM can make one. */
public final class SqliteFileFixture implements StoreFixture {

    public SqliteFileFixture() {}

    @Override
    public String create() {
        try {
            return Files.createTempDirectory("sqlite-store")
                    .resolve("events.db")
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public EventStore open(String place) {
        return SqliteEventStore.open(Path.of(place));
    }

    @Override
    public void delete(String place) {
        Path folder = Path.of(place).getParent();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : Stream.concat(files, Stream.of(folder)).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<Path> atRest(String place, Path folder, boolean encryptedLater) {
        Path backup = folder.resolve("backup.db");
        Jdbi.create("jdbc:sqlite:" + place).useHandle(handle -> {
            if (encryptedLater) {
                handle.execute("vacuum");
            }
            assertThat(handle.createQuery("pragma wal_checkpoint(truncate)")
                            .mapTo(Integer.class)
                            .one())
                    .as("whether something was in the way")
                    .isZero();
            handle.execute("vacuum into ?", backup.toString());
        });
        return List.of(Path.of(place).getParent(), backup);
    }

    @Override
    public boolean deleteDataKeys(String place) {
        Jdbi.create("jdbc:sqlite:" + place).useHandle(handle -> handle.execute("delete from data_keys"));
        return true;
    }

    @Override
    public boolean storeEdge(String place, StreamId stream, CompactRange edge, @Nullable Hash root) {
        Jdbi.create("jdbc:sqlite:" + place).useTransaction(handle -> {
            long key = handle.createQuery("select stream_id from stream_ids where tenant_id = ? and store_id = ?")
                    .bind(0, BinaryForm.bytes(stream.tenantId()))
                    .bind(1, BinaryForm.bytes(stream.storeId()))
                    .mapTo(Long.class)
                    .one();
            handle.createUpdate("update stream_heads set tree_size = :size, right_edge = :edge, tree_root = :root"
                            + " where stream_id = :stream")
                    .bind("size", edge.size())
                    .bind("edge", edge.toByteArray())
                    .bind("root", root == null ? null : root.toByteArray())
                    .bind("stream", key)
                    .execute();
            handle.createUpdate("delete from history_nodes"
                            + " where stream_id = :stream and (node_index + 1) << (8 * level) > :size")
                    .bind("stream", key)
                    .bind("size", edge.size())
                    .execute();
        });
        return true;
    }
}
