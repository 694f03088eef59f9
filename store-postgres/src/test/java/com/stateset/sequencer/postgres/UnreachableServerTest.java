package com.stateset.sequencer.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.testsupport.TestPostgres;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.time.Duration;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Who cannot reach the database learns it soon and in our words; what the driver says stays in the cause. */
class UnreachableServerTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void no_server_listens() throws IOException {
        String url = "postgres://u:hunter2@localhost:" + freePort() + "/db";

        assertUnavailableSoon(() -> PostgresEventStore.connect(url));
    }

    @Test
    void no_server_listens_behind_a_data_source() throws IOException {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setServerNames(new String[] {"localhost"});
        dataSource.setPortNumbers(new int[] {freePort()});
        dataSource.setPassword("hunter2");

        assertUnavailableSoon(() -> PostgresEventStore.over(dataSource));
        assertUnavailableSoon(
                () -> PostgresEventStore.builder(dataSource).migrate(false).open());
    }

    /** The kernel takes the connection, and nothing ever comes back. */
    @Test
    void somebody_listens_and_says_nothing() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String url = "postgres://u:hunter2@localhost:" + silent.getLocalPort() + "/db";

            assertUnavailableSoon(() -> PostgresEventStore.builder(url)
                    .connectTimeout(Duration.ofSeconds(1))
                    .open());
        }
    }

    /** A server that falls silent later, or a network that does, is given up as well: no answer is waited for without end. */
    @Test
    void connections_of_a_store_with_a_pool_of_its_own_have_timeouts() throws Exception {
        String place = TestPostgres.shared().createDatabase();
        Field pool = PostgresEventStore.class.getDeclaredField("ownedPool");
        pool.setAccessible(true);
        try (EventStore store = PostgresEventStore.connect(place);
                Connection connection = ((DataSource) pool.get(store)).getConnection()) {
            assertThat(connection.getNetworkTimeout()).isEqualTo(30_000);
        } finally {
            TestPostgres.shared().dropDatabase(place);
        }
    }

    private static void assertUnavailableSoon(ThrowingCallable call) {
        long start = System.nanoTime();
        assertThatThrownBy(call)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageStartingWith("the database cannot be reached")
                .message()
                .doesNotContainIgnoringCase("hikari")
                .doesNotContainIgnoringCase("flyway")
                .doesNotContainIgnoringCase("sql")
                .doesNotContain("Exception", "hunter2", "localhost");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    }

    private static int freePort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            return taken.getLocalPort();
        }
    }
}
