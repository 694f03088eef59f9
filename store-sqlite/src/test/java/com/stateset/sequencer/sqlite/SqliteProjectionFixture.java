package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.projection.TransactionalProjection;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.projection.AdaptedProjection;
import com.stateset.sequencer.tck.projection.ProjectionFixture;
import com.stateset.sequencer.tck.projection.ProjectionUnderTest;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Projections in a file. Public, so that another JVM can make one. */
public final class SqliteProjectionFixture implements ProjectionFixture {

    private final SqliteFileFixture files = new SqliteFileFixture();

    public SqliteProjectionFixture() {}

    @Override
    public String create() {
        return files.create();
    }

    @Override
    public EventStore open(String place) {
        return files.open(place);
    }

    @Override
    public void delete(String place) {
        files.delete(place);
    }

    @Override
    public TransactionalProjection<?> adapt(ProjectionUnderTest projection) {
        return new AdaptedProjection<>(projection, Handle.class, Handle::execute);
    }

    @Override
    public List<List<String>> query(String place, String sql) {
        return file(place)
                .withHandle(handle -> handle.createQuery(sql)
                        .map((row, context) -> {
                            String[] values = new String[row.getMetaData().getColumnCount()];
                            for (int column = 1; column <= values.length; column++) {
                                values[column - 1] = row.getString(column);
                            }
                            return List.of(values);
                        })
                        .list());
    }

    @Override
    public void execute(String place, String sql) {
        file(place).useHandle(handle -> handle.execute(sql));
    }

    @Override
    public String tableName(long buildId, String table) {
        return "p" + buildId + "_" + table;
    }

    @Override
    public void forgeLeaf(String place, long sequenceNumber) {
        execute(place, "update events set leaf_hash = zeroblob(32) where sequence_number = " + sequenceNumber);
    }

    @Override
    public void forgeStateRoots(String place) {
        execute(place, "update commitments set new_state_root = zeroblob(32)");
    }

    @Override
    public void shorten(String place, long head) {
        execute(place, "delete from events where sequence_number > " + head);
        execute(
                place,
                "update stream_heads set head = " + head
                        + ", tree_size = 0, right_edge = x'', tree_root = null where head > " + head);
    }

    /** Holds the file for a moment, as another program may. */
    @Override
    public void disturb(String place) {
        file(place).useHandle(handle -> {
            handle.execute("begin immediate");
            handle.createQuery("select count(*) from events").mapTo(Long.class).one();
            handle.execute("rollback");
        });
    }

    private static Jdbi file(String place) {
        return Jdbi.create("jdbc:sqlite:" + place + "?busy_timeout=30000");
    }
}
