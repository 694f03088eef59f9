package com.stateset.sequencer.postgres;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.testsupport.TestPostgres;
import com.stateset.sequencer.tlog.CompactRange;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** A database of its own for every place, on the server that the tests of this JVM share. */
public final class PostgresFixture implements StoreFixture {

    /** For other JVMs too: they open places, they do not make them. */
    public PostgresFixture() {}

    @Override
    public String create() {
        return TestPostgres.shared().createDatabase();
    }

    @Override
    public EventStore open(String place) {
        return PostgresEventStore.connect(place);
    }

    @Override
    public void delete(String place) {
        TestPostgres.shared().dropDatabase(place);
    }

    @Override
    public boolean storeEdge(String place, StreamId stream, CompactRange edge, @Nullable Hash root) {
        Jdbi.create(Samples.dataSource(place)).useTransaction(handle -> {
            long key = handle.createQuery(
                            "select stream_id from sequencer.stream_ids where tenant_id = :tenant and store_id = :store")
                    .bind("tenant", stream.tenantId())
                    .bind("store", stream.storeId())
                    .mapTo(Long.class)
                    .one();
            handle.createUpdate("update sequencer.stream_heads"
                            + " set tree_size = :size, right_edge = :edge, tree_root = :root where stream_id = :stream")
                    .bind("size", edge.size())
                    .bind("edge", edge.toByteArray())
                    .bind("root", root == null ? null : root.toByteArray())
                    .bind("stream", key)
                    .execute();
            handle.createUpdate("delete from sequencer.history_nodes"
                            + " where stream_id = :stream and (node_index + 1) << (8 * level) > :size")
                    .bind("stream", key)
                    .bind("size", edge.size())
                    .execute();
        });
        return true;
    }
}
