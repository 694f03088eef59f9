package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.projection.EventFilter;
import com.stateset.sequencer.projection.ProjectionState;
import com.stateset.sequencer.projection.ProjectionTable;
import com.stateset.sequencer.projection.TransactionalProjection;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.ProjectionFixture;
import com.stateset.sequencer.tck.ProjectionSql;
import com.stateset.sequencer.tck.ProjectionUnderTest;
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
        return new Adapted(projection);
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
        return ProjectionTables.nameOf(buildId, table);
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
        execute(place, "update stream_heads set head = " + head + " where head > " + head);
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

    private record Adapted(ProjectionUnderTest projection) implements SqliteProjection {

        @Override
        public String name() {
            return projection.name();
        }

        @Override
        public int version() {
            return projection.version();
        }

        @Override
        public EventFilter events() {
            return projection.events();
        }

        @Override
        public List<ProjectionTable> tables() {
            return projection.tables();
        }

        @Override
        public void apply(SequencedEvent event, ProjectionState<Handle> state) throws Exception {
            projection.apply(event, new ProjectionSql() {
                @Override
                public String table(String name) {
                    return state.table(name);
                }

                @Override
                public int execute(String sql, Object... arguments) {
                    return state.handle().execute(sql, arguments);
                }
            });
        }
    }
}
