package com.stateset.sequencer.postgres;

import com.stateset.sequencer.projection.TransactionalProjection;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.projection.AdaptedProjection;
import com.stateset.sequencer.tck.projection.ProjectionFixture;
import com.stateset.sequencer.tck.projection.ProjectionUnderTest;
import com.stateset.sequencer.testsupport.TestPostgres;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** Projections in a database. Public, so that another JVM can make one. */
public final class PostgresProjectionFixture implements ProjectionFixture {

    /** With the schema, but empty: to copy it is quicker than to make the schema again. */
    private static @Nullable String template;

    private final PostgresFixture databases = new PostgresFixture();

    public PostgresProjectionFixture() {}

    @Override
    public String create() {
        return TestPostgres.shared().copyOf(template());
    }

    @Override
    public EventStore open(String place) {
        return databases.open(place);
    }

    @Override
    public void delete(String place) {
        databases.delete(place);
    }

    @Override
    public TransactionalProjection<?> adapt(ProjectionUnderTest projection) {
        return new AdaptedProjection<>(projection, Handle.class, Handle::execute);
    }

    @Override
    public List<List<String>> query(String place, String sql) {
        return database(place)
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
        database(place).useHandle(handle -> handle.execute(sql));
    }

    @Override
    public String tableName(long buildId, String table) {
        return "projections.p" + buildId + "_" + table;
    }

    @Override
    public void forgeLeaf(String place, long sequenceNumber) {
        execute(
                place,
                "update sequencer.events set leaf_hash = decode(repeat('00', 32), 'hex') where sequence_number = "
                        + sequenceNumber);
    }

    @Override
    public void forgeStateRoots(String place) {
        execute(place, "update sequencer.commitments set new_state_root = decode(repeat('00', 32), 'hex')");
    }

    @Override
    public void shorten(String place, long head) {
        execute(place, "delete from sequencer.events where sequence_number > " + head);
        execute(
                place,
                "update sequencer.stream_heads set head = " + head
                        + ", tree_size = 0, right_edge = '', tree_root = null where head > " + head);
    }

    /** Ends every session. */
    @Override
    public void disturb(String place) {
        database(place)
                .useHandle(
                        handle -> handle.createQuery("""
                        select pg_terminate_backend(pid)
                        from pg_stat_activity
                        where datname = current_database() and pid <> pg_backend_pid()
                        """).mapTo(Boolean.class).list());
    }

    private static synchronized String template() {
        String made = template;
        if (made == null) {
            made = TestPostgres.shared().createDatabase();
            PostgresEventStore.connect(made).close();
            template = made;
        }
        return made;
    }

    private static Jdbi database(String place) {
        PGSimpleDataSource dataSource = Samples.dataSource(place);
        dataSource.setCurrentSchema("projections");
        return Jdbi.create(dataSource);
    }
}
