package com.stateset.sequencer.outbox.transactional;

import static com.stateset.sequencer.outbox.transactional.Shop.SOON;
import static com.stateset.sequencer.outbox.transactional.Shop.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StoreFailedException;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table that an earlier version, or the application from its script, has created. */
class EarlierTableTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_missing_column_is_told_and_created(boolean isPostgres) throws SQLException {
        try (Shop shop = earlier(isPostgres)) {
            assertThatThrownBy(() -> shop.commit(event("a"))).satisfies(this::tellsWhatIsMissing);
            assertThatThrownBy(() -> shop.commit(event("a"), event("b"))).satisfies(this::tellsWhatIsMissing);
            assertThatThrownBy(() -> shop.outbox.rejected(1)).satisfies(this::tellsWhatIsMissing);
            assertThatThrownBy(shop::startRelay).satisfies(this::tellsWhatIsMissing);
            try (Connection connection = shop.database.getConnection()) {
                TransactionalOutbox.createTables(connection);
            }
            shop.commit(event("a"));
            shop.relayAll();
            assertThat(shop.logged()).hasSize(1);
        }
    }

    private void tellsWhatIsMissing(Throwable failure) {
        assertThat(failure)
                .isInstanceOf(StoreFailedException.class)
                .hasMessage("the table sequencer_transactional_outbox is of an earlier version and has no column tags:"
                        + " alter table sequencer_transactional_outbox add column tags text");
    }

    /** The second one is under way while the first one has not committed. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void two_processes_create_a_column_at_once(boolean isPostgres) throws Exception {
        ExecutorService second = Executors.newSingleThreadExecutor();
        try (Shop shop = earlier(isPostgres);
                Connection one = shop.database.getConnection();
                Connection other = shop.database.getConnection()) {
            one.setAutoCommit(false);
            TransactionalOutbox.createTables(one);
            Future<?> done = second.submit(() -> TransactionalOutbox.createTables(other));
            assertThatThrownBy(() -> done.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            one.commit();
            done.get(SOON.toSeconds(), TimeUnit.SECONDS);
            shop.commit(event("a"));
            assertThat(shop.outbox.backlog().pending()).isEqualTo(1);
        } finally {
            second.shutdownNow();
        }
    }

    /** No connection of the shop has seen the column: SQLite would go on telling by what it remembers that there is one. */
    private Shop earlier(boolean isPostgres) throws SQLException {
        TestPlace place = isPostgres ? TestPlace.onPostgres() : TestPlace.onSqlite(folder);
        try (HikariDataSource before = place.openDatabase(1);
                Connection connection = before.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("alter table sequencer_transactional_outbox drop column tags");
        }
        return new Shop(place);
    }
}
