package com.stateset.sequencer.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.projection.FailurePolicy;
import com.stateset.sequencer.projection.ProjectionOptions;
import com.stateset.sequencer.projection.ProjectionState;
import com.stateset.sequencer.projection.ProjectionStatus;
import com.stateset.sequencer.projection.ProjectionTable;
import com.stateset.sequencer.projection.jdbi.JdbiProjection;
import com.stateset.sequencer.projection.runner.ProjectionRunner;
import com.stateset.sequencer.projection.runner.Projections;
import com.stateset.sequencer.spi.EventStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectionHandlesTest {

    private static final ProjectionOptions OPTIONS = ProjectionOptions.defaults()
            .pollInterval(Duration.ofMillis(10))
            .failures(FailurePolicy.stop().attempts(1));

    @TempDir
    private Path directory;

    @Test
    void it_can_go_back_to_a_savepoint_of_its_own() throws Exception {
        assertThat(stoppedBecause((handle, table) -> {
                    handle.execute("insert into " + table + " values (1)");
                    handle.savepoint("mine");
                    handle.execute("insert into " + table + " values (2)");
                    handle.rollbackToSavepoint("mine");
                    handle.inTransaction(same -> same.execute("insert into " + table + " values (3)"));
                }))
                .isEmpty();
        assertThat(rows()).containsExactly(1L, 3L);
    }

    @Test
    void it_is_told_when_it_commits() throws Exception {
        assertThat(stoppedBecause((handle, table) -> handle.commit())).contains("must not end the transaction");
        assertThat(rows()).isEmpty();
    }

    @Test
    void it_is_told_when_it_rolls_back() throws Exception {
        assertThat(stoppedBecause((handle, table) -> handle.rollback())).contains("must not end the transaction");
    }

    @ParameterizedTest
    @ValueSource(strings = {"commit", "rollback"})
    void a_statement_that_ends_the_transaction_is_noticed(String statement) throws Exception {
        assertThat(stoppedBecause((handle, table) -> handle.execute(statement)))
                .contains("the projection ended the transaction that it was given");
    }

    /** Applies one event like this; returns why the projection stands still, or nothing if it goes on. */
    private String stoppedBecause(BiConsumer<Handle, String> apply) throws Exception {
        try (EventStore store = SqliteEventStore.open(file())) {
            assertThat(Samples.append(store, Samples.candidate()).head()).isEqualTo(1);
            Projections projections = Projections.of(store);
            try (ProjectionRunner runner = projections.run(new Numbers(apply), OPTIONS)) {
                assertThat(runner).isNotNull();
                while (true) {
                    ProjectionStatus status = projections.status("numbers").get(0);
                    if (!status.stopped().isEmpty()) {
                        return status.stopped().get(0).reason();
                    }
                    if (projections.awaitApplied("numbers", Samples.STREAM, 1, Duration.ofMillis(10))) {
                        return "";
                    }
                }
            }
        }
    }

    private List<Long> rows() {
        return Jdbi.create("jdbc:sqlite:" + file())
                .withHandle(handle -> handle.createQuery("select n from numbers order by n")
                        .mapTo(Long.class)
                        .list());
    }

    private Path file() {
        return directory.resolve("events.db");
    }

    /** Does the given work with the handle, and with the name of its table. */
    private record Numbers(BiConsumer<Handle, String> work) implements JdbiProjection {

        @Override
        public String name() {
            return "numbers";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public List<ProjectionTable> tables() {
            return List.of(
                    ProjectionTable.of("numbers", "n integer not null", "n").acrossStreams());
        }

        @Override
        public void apply(SequencedEvent event, ProjectionState<Handle> state) {
            work.accept(state.handle(), state.table("numbers"));
        }
    }
}
