package com.stateset.sequencer.postgres.connection;

import static com.stateset.sequencer.postgres.Samples.batch;
import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.CuttableLine;
import com.stateset.sequencer.postgres.OwnDatabase;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.postgres.Samples;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

@Timeout(60)
class TimedConnectionsTest extends OwnDatabase {

    private static final Duration LIMIT = Duration.ofMillis(700);

    private final StreamId stream = new StreamId(UUID.randomUUID(), UUID.randomUUID());

    @Test
    void a_black_hole_ends_appends_reads_and_closing() throws Exception {
        PGSimpleDataSource dataSource = Samples.dataSource(place());
        try (CuttableLine line = new CuttableLine(dataSource.getPortNumbers()[0])) {
            dataSource.setServerNames(new String[] {"localhost"});
            dataSource.setPortNumbers(new int[] {line.port()});
            PostgresEventStore store =
                    PostgresEventStore.builder(dataSource).networkTimeout(LIMIT).open();
            assertThat(store.append(List.of(batch(event(stream).candidate())))).hasSize(1);
            assertThat(store.head(stream)).isEqualTo(1);
            line.becomeABlackHole();
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> store.append(List.of(batch(event(stream).candidate()))));
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .as("on a connection that has to be made first")
                    .isThrownBy(() -> store.append(List.of(batch(event(stream).candidate()))));
            store.close();
        }
    }

    @Test
    void a_connection_is_given_back_as_it_was() throws Exception {
        TimedConnections connections = new TimedConnections(dataSource(), LIMIT);
        Connection unlimited = connections.openInTime();
        assertThat(unlimited.getNetworkTimeout()).isEqualTo(700);
        connections.closeConnection(unlimited);
        assertThat(unlimited.isClosed()).isTrue();
        PGSimpleDataSource limited = Samples.dataSource(place());
        limited.setSocketTimeout(600);
        try (Connection longer = new TimedConnections(limited, LIMIT).openConnection()) {
            assertThat(longer.getNetworkTimeout()).isEqualTo(700);
        }
        try (Connection shorter = new TimedConnections(limited, Duration.ofMinutes(20)).openConnection()) {
            assertThat(shorter.getNetworkTimeout()).isEqualTo(600_000);
        }
    }
}
