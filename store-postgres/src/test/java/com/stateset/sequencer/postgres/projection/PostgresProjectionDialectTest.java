package com.stateset.sequencer.postgres.projection;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.Eventually;
import com.stateset.sequencer.postgres.OwnDatabase;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.postgres.Samples;
import com.stateset.sequencer.projection.ProjectionBuild;
import com.stateset.sequencer.projection.ProjectionBuild.Role;
import com.stateset.sequencer.projection.ProjectionTable;
import com.stateset.sequencer.projection.spi.ProjectionStore;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** A session that has a projection's view open for long, a report or a backup, delays the new build only. */
class PostgresProjectionDialectTest extends OwnDatabase {

    private static final String READ = "select count(*) from projections.slowly";

    /** How long the store's statements wait for a lock: so long that a promotion which did so too would be noticed. */
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(60);

    private final List<ProjectionTable> tables = List.of(ProjectionTable.of("slowly", "n bigint not null", "n"));

    @Test
    void a_slow_reader_delays_a_promotion_and_nothing_else() {
        PostgresEventStore store = closedAfterwards(
                PostgresEventStore.builder(place()).lockTimeout(LOCK_TIMEOUT).open());
        StreamId stream = Samples.newStream();
        assertThat(Samples.append(store, event(stream).candidate())).containsExactly("accepted 1");
        ProjectionStore projections = store.projections();
        ProjectionBuild live = projections.add("slowly", 1, Role.LIVE, tables);
        ProjectionBuild next = projections.add("slowly", 1, Role.NEXT, tables);
        UUID worker = UUID.randomUUID();
        try (Handle reader = Jdbi.create(dataSource()).open()) {
            reader.execute("create role analyst");
            reader.execute("grant select on projections.slowly to analyst");
            reader.begin();
            reader.createQuery(READ).mapTo(Long.class).one();
            long start = System.nanoTime();
            assertThat(projections.promote(next.id(), false)).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LOCK_TIMEOUT);
            assertThat(projections.builds()).extracting(ProjectionBuild::id).containsExactly(live.id(), next.id());
            assertThat(projections.claim(live.id(), worker, Duration.ofMinutes(1)))
                    .singleElement()
                    .satisfies(claim -> assertThat(projections.work(claim, transaction -> {}))
                            .isTrue());
            reader.commit();
            Eventually.holds("the new build's turn", () -> projections.promote(next.id(), false));
            assertThat(projections.builds())
                    .singleElement()
                    .extracting(ProjectionBuild::id, ProjectionBuild::role)
                    .containsExactly(next.id(), Role.LIVE);
            assertThat(privileges(reader)).isEqualTo(1);
            assertThat(tablesLeft(reader)).isEqualTo(1);

            projections.reset("slowly");
            assertThat(privileges(reader)).isEqualTo(1);
            assertThat(tablesLeft(reader)).isEqualTo(1);
            reader.execute("drop owned by analyst");
            reader.execute("drop role analyst");
        }
    }

    @Test
    void a_table_that_is_still_being_read_goes_when_that_is_over() {
        ProjectionStore projections = open().projections();
        ProjectionBuild live = projections.add("slowly", 1, Role.LIVE, tables);
        ProjectionBuild next = projections.add("slowly", 1, Role.NEXT, tables);
        try (Handle reader = Jdbi.create(dataSource()).open()) {
            reader.begin();
            reader.createQuery("select count(*) from projections.p" + live.id() + "_slowly")
                    .mapTo(Long.class)
                    .one();
            Eventually.holds("the new build's turn", () -> projections.promote(next.id(), false));
            assertThat(tablesLeft(reader)).isEqualTo(2);
            reader.commit();
            projections.leave(live.id(), UUID.randomUUID());
            assertThat(tablesLeft(reader)).isEqualTo(1);
        }
        projections.drop(next.id());
    }

    private static int privileges(Handle handle) {
        return handle.createQuery("""
                        select count(*)
                        from information_schema.table_privileges
                        where grantee = 'analyst' and table_name = 'slowly'
                        """).mapTo(Integer.class).one();
    }

    private static int tablesLeft(Handle handle) {
        return handle.createQuery("select count(*) from pg_tables where schemaname = 'projections'")
                .mapTo(Integer.class)
                .one();
    }
}
