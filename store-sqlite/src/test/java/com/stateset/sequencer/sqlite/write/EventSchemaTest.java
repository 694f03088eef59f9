package com.stateset.sequencer.sqlite.write;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.KeyAuthority;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.CommitmentStore;
import com.stateset.sequencer.spi.PlannedEvent;
import com.stateset.sequencer.spi.StreamHead;
import com.stateset.sequencer.sqlite.Samples;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import com.stateset.sequencer.sqlite.connection.EventSchema;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import com.stateset.sequencer.sqlite.support.SqliteFile;
import com.stateset.sequencer.sqlite.support.SqliteSchema;
import com.stateset.sequencer.tck.Race;
import com.stateset.sequencer.tlog.CompactRange;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventSchemaTest {

    private static final long SEQUENCED_AT = 1_767_323_045_678_901L;

    @TempDir
    private Path folder;

    private Path file;
    private AdmittedEvent first;
    private AdmittedEvent second;

    @BeforeEach
    void makeFileOfVersionOne() throws SQLException {
        file = folder.resolve("events.db");
        first = Samples.candidate();
        second = Samples.signedCandidate(1);
        try (Connection connection = SqliteFile.at(file, EventSchema.SCHEMA).openWriter();
                Statement statement = connection.createStatement()) {
            SqliteSchema today = EventSchema.SCHEMA;
            new SqliteSchema(
                            today.owner(),
                            today.migrations(),
                            today.history(),
                            today.scripts().subList(0, 1),
                            true)
                    .migrate(connection);
            statement.execute("begin immediate");
            long streamKey = streamOfVersionOne(connection);
            statement.execute("alter table events add column metadata text");
            statement.execute("alter table events add column tags text");
            statement.execute("create table event_tags (stream_id integer, tag text, sequence_number integer)");
            EventInsert events = new EventInsert(connection);
            events.add(streamKey, row(first.event(), 1), SEQUENCED_AT);
            events.add(streamKey, row(second.event(), 2), SEQUENCED_AT);
            events.execute();
            statement.execute("alter table events drop column metadata");
            statement.execute("alter table events drop column tags");
            statement.execute("drop table event_tags");
            statement.execute("commit");
        }
        assertThat(version()).isEqualTo(1);
    }

    @Test
    void its_events_are_still_there() throws SQLException {
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            assertThat(store.read(Samples.STREAM, ReadOptions.forwardsFrom(1)).events())
                    .containsExactly(stored(first.event(), 1), stored(second.event(), 2));
            assertThat(store.streams(null, 10)).containsExactly(Samples.STREAM);
            assertThat(version()).isEqualTo(EventSchema.SCHEMA.version());
        }
    }

    @Test
    void it_goes_on_where_it_was() {
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            assertThat(Samples.append(store, Samples.candidate()).head()).isEqualTo(3);
            store.agentKeys().register(Samples.key(1));
            assertThat(Samples.append(store, Samples.signedCandidate(1)).head()).isEqualTo(4);
        }
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            assertThat(store.head(Samples.STREAM)).isEqualTo(4);
            assertThat(store.agentKeys().keys(Samples.STREAM.tenantId(), Samples.AGENT))
                    .containsExactly(Samples.key(1));
        }
    }

    @Test
    void of_its_keys_it_is_not_said_on_whose_word_they_came() throws SQLException {
        try (Connection connection = SqliteFile.at(file, EventSchema.SCHEMA).openWriter()) {
            SqliteSchema today = EventSchema.SCHEMA;
            new SqliteSchema(
                            today.owner(),
                            today.migrations(),
                            today.history(),
                            today.scripts().subList(0, 4),
                            true)
                    .migrate(connection);
        }
        Samples.execute(
                file,
                "insert into agent_keys (tenant_id, agent_id, key_id, public_key) select tenant_id, x'"
                        + Samples.AGENT.toString().replace("-", "") + "', 1, zeroblob(32) from stream_ids");
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            AgentKey second = Samples.key(2).registeredBy(new KeyAuthority.Key(1));
            assertThat(store.agentKeys().register(second)).isEqualTo(second);
            assertThat(store.agentKeys().keys(Samples.STREAM.tenantId(), Samples.AGENT))
                    .extracting(AgentKey::registeredBy)
                    .containsExactly(KeyAuthority.UNRECORDED, new KeyAuthority.Key(1));
        }
    }

    @Test
    void its_events_can_be_committed_to() {
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            CommitmentStore commitments = store.commitments();
            assertThat(commitments.backlogs(10)).singleElement().satisfies(backlog -> {
                assertThat(backlog.committed()).isZero();
                assertThat(backlog.head()).isEqualTo(2);
                assertThat(backlog.oldest()).isEqualTo(BinaryForm.instant(SEQUENCED_AT));
            });
            assertThat(commitments.leaves(Samples.STREAM, 1, 10).count()).isEqualTo(2);
            assertThat(commitments.publish(Samples.commitment(1, 2, Hash.ZERO))).isTrue();
            assertThat(commitments.backlogs(10)).isEmpty();
        }
    }

    @Test
    void its_trees_are_filled_in() {
        CompactRange tree =
                CompactRange.EMPTY.appendEntries(List.of(Hash.of(Samples.bytes(1)), Hash.of(Samples.bytes(2))));
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            assertThat(store.history().rightEdge(Samples.STREAM)).isEqualTo(tree);
            assertThat(store.history().headsLog().moved(10)).containsExactly(new StreamHead(Samples.STREAM, 2));
        }
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            assertThat(Samples.append(store, Samples.candidate()).tree().before())
                    .isEqualTo(tree);
        }
    }

    @Test
    void many_may_open_it_at_once() throws SQLException {
        Callable<Long> opener = () -> {
            try (SqliteEventStore store = SqliteEventStore.open(file)) {
                return store.head(Samples.STREAM);
            }
        };
        assertThat(Race.run(Collections.nCopies(4, opener))).containsOnly(2L);
        assertThat(version()).isEqualTo(EventSchema.SCHEMA.version());
    }

    private static long streamOfVersionOne(Connection connection) throws SQLException {
        try (PreparedStatement id = connection.prepareStatement(
                        "insert into stream_ids (stream_id, tenant_id, store_id) values (1, ?, ?)");
                Statement statement = connection.createStatement()) {
            id.setBytes(1, BinaryForm.bytes(Samples.STREAM.tenantId()));
            id.setBytes(2, BinaryForm.bytes(Samples.STREAM.storeId()));
            id.executeUpdate();
            statement.executeUpdate("insert into stream_heads (stream_id, head, last_sequenced_at) values (1, 2, "
                    + SEQUENCED_AT + ")");
            return 1;
        }
    }

    private int version() throws SQLException {
        try (Connection connection = Samples.connect(file);
                Statement statement = connection.createStatement();
                ResultSet version =
                        statement.executeQuery("select max(cast(version as integer)) from schema_history")) {
            return version.getInt(1);
        }
    }

    private static PlannedEvent row(Event event, long number) {
        return new PlannedEvent(
                new AdmittedEvent(event, VesHashes.signing(event), null, null),
                number,
                number,
                Hash.of(Samples.bytes((int) number)),
                7);
    }

    private static SequencedEvent stored(Event event, long number) {
        Instant sequencedAt = BinaryForm.instant(SEQUENCED_AT);
        return new SequencedEvent(event, number, sequencedAt, number, Hash.of(Samples.bytes((int) number)), 7);
    }
}
