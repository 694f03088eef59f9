package com.stateset.sequencer.postgres;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.testsupport.TestPostgres;
import com.stateset.sequencer.tlog.CompactRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A database of its own for every place, on the server that the tests of this JVM share. */
public final class PostgresFixture implements StoreFixture {

    /** For other JVMs too: they open places, they do not make them. */
    public PostgresFixture() {}

    @Override
    public String create() {
        return MigratedDatabase.create();
    }

    @Override
    public EventStore open(String place) {
        return PostgresEventStore.connect(place);
    }

    @Override
    public void delete(String place) {
        TestPostgres.shared().dropDatabase(place);
    }

    /** A write-ahead log is overwritten as it goes round. */
    @Override
    public List<Path> atRest(String place, Path folder, boolean encryptedLater) {
        DataSource database = Samples.dataSource(place);
        if (encryptedLater) {
            Samples.execute(database, "vacuum full sequencer.events");
        }
        Samples.execute(database, "checkpoint");
        String oid = Samples.query(database, "select oid from pg_database where datname = current_database()")
                .get(0);
        Path data = TestPostgres.shared().dataDirectory();
        Path backup = folder.resolve("events.txt");
        try {
            Files.write(backup, Samples.query(database, "select e::text from sequencer.events e"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path tables = data.resolve("base").resolve(oid);
        return encryptedLater ? List.of(backup, tables) : List.of(backup, tables, data.resolve("pg_wal"));
    }

    @Override
    public boolean deleteDataKeys(String place) {
        Samples.execute(Samples.dataSource(place), "delete from sequencer.data_keys");
        return true;
    }

    @Override
    public boolean storeEdge(String place, StreamId stream, CompactRange edge, @Nullable Hash root) {
        Samples.execute(
                Samples.dataSource(place),
                String.format(
                        Locale.ROOT,
                        """
                with altered as (
                    update sequencer.stream_heads h set tree_size = %1$d, right_edge = %2$s, tree_root = %3$s
                    from sequencer.stream_ids i
                    where i.stream_id = h.stream_id and i.tenant_id = '%4$s' and i.store_id = '%5$s'
                    returning h.stream_id
                )
                delete from sequencer.history_nodes n using altered a
                where n.stream_id = a.stream_id and (n.node_index + 1) << (8 * n.level) > %1$d
                """,
                        edge.size(),
                        bytea(edge.toByteArray()),
                        root == null ? "null" : bytea(root.toByteArray()),
                        stream.tenantId(),
                        stream.storeId()));
        return true;
    }

    private static String bytea(byte[] bytes) {
        return "decode('" + HexFormat.of().formatHex(bytes) + "', 'hex')";
    }
}
