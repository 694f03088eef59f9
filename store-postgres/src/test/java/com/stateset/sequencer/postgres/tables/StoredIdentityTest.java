package com.stateset.sequencer.postgres.tables;

import static com.stateset.sequencer.postgres.Samples.append;
import static com.stateset.sequencer.postgres.Samples.batch;
import static com.stateset.sequencer.postgres.Samples.newStream;
import static com.stateset.sequencer.postgres.Samples.readAll;
import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.StateRoot;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TileId;
import com.stateset.sequencer.postgres.OwnDatabase;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.postgres.Samples;
import com.stateset.sequencer.postgres.WatchedDataSource;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.StoredCommitment;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The database goes back in time under a running store, as when a backup is restored, or a replica takes over that had not yet
 * heard of everything: what the store remembers is of another history.
 */
class StoredIdentityTest extends OwnDatabase {

    private static final EntityRef ENTITY = new EntityRef("order", "remembered");
    private static final Tile TILE = Tile.of(new TileId(0, 0), new byte[Hash.LENGTH]);

    private EventStore store;
    private StreamId stream;

    @BeforeEach
    void rememberFiveVersions() {
        store = open();
        stream = newStream();
        for (int i = 1; i <= 5; i++) {
            append(store, event(stream).entity(ENTITY).candidate());
        }
    }

    @Test
    void versions_go_on_from_those_in_the_log_when_the_head_went_back() {
        goBackTo(3);
        for (int i = 4; i <= 6; i++) {
            assertThat(append(store, event(stream).entity("order", "another").candidate()))
                    .containsExactly("accepted " + i);
        }

        assertThat(append(store, event(stream).entity(ENTITY).candidate())).containsExactly("accepted 7");

        assertThat(versions()).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void versions_continue_when_others_restored_the_remembered_head() {
        goBackTo(3);
        EventStore other = open();
        append(other, event(stream).entity("order", "another").candidate());
        append(other, event(stream).entity("order", "another").candidate());

        assertThat(append(store, event(stream).entity(ENTITY).candidate())).containsExactly("accepted 6");

        assertThat(versions()).containsExactly(1L, 2L, 3L, 4L);
    }

    /** Not even the connection broke: the head alone tells. */
    @Test
    void no_number_is_left_out_when_the_head_went_back() {
        StreamId second = newStream();
        append(store, event(second).candidate());
        append(store, event(second).candidate());

        setBack(3);
        assertThat(append(store, event(stream).entity(ENTITY).candidate())).containsExactly("accepted 4");
        append(store, event(stream).entity(ENTITY).candidate());
        setBack(3);
        assertThat(store
                        .append(Stream.of(second, stream)
                                .map(each -> batch(event(each).entity(ENTITY).candidate()))
                                .toList())
                        .stream()
                        .map(Samples::said))
                .containsExactly(List.of("accepted 3"), List.of("accepted 4"));

        assertThat(readAll(store, stream).stream().map(SequencedEvent::sequenceNumber))
                .containsExactly(1L, 2L, 3L, 4L);
        assertThat(versions()).containsExactly(1L, 2L, 3L, 4L);
    }

    /** A session may come to an end without any outage: the next one is of the restored server already. */
    @Test
    void nothing_is_remembered_by_a_session_that_has_just_been_opened() {
        WatchedDataSource connections = new WatchedDataSource(dataSource());
        EventStore watched = closedAfterwards(PostgresEventStore.over(connections));
        append(watched, event(stream).entity(ENTITY).candidate());
        append(watched, event(stream).entity(ENTITY).candidate());
        connections.watch((what, connection) -> {
            if (what.contains("insert into sequencer.events")) {
                throw new OutOfMemoryError("made up by a test");
            }
        });
        assertThatThrownBy(() -> append(watched, event(newStream()).candidate()))
                .isInstanceOf(OutOfMemoryError.class);
        connections.watch((what, connection) -> {});

        setBack(3);
        EventStore other = open();
        for (int i = 4; i <= 7; i++) {
            append(other, event(stream).entity("order", "another").candidate());
        }

        assertThat(append(watched, event(stream).entity(ENTITY).candidate())).containsExactly("accepted 8");
        assertThat(versions()).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void a_stream_that_was_lost_begins_anew() {
        lose(stream);

        assertThat(store.head(stream)).isZero();
        assertThat(readAll(store, stream)).isEmpty();
        assertThat(append(store, event(stream).entity(ENTITY).candidate())).containsExactly("accepted 1");
        assertThat(versions()).containsExactly(1L);
    }

    /** Neither what is remembered of its head nor of its key says so: both are the other one's, too. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void a_lost_stream_never_mixes_with_the_one_that_took_its_key(int headOfOther) {
        EventStore theirs = open();
        StreamId other = newStreamInPlaceOf(stream, theirs);
        Commitment commitment = commitment(other);
        AdmittedEvent first = event(other).entity(ENTITY).candidate();
        append(theirs, first);
        for (int i = 2; i <= headOfOther; i++) {
            append(theirs, event(other).entity(ENTITY).candidate());
        }
        assertThat(theirs.commitments().publish(commitment)).isTrue();
        List<SequencedEvent> log = readAll(theirs, other);

        assertThat(store.head(stream)).isZero();
        assertThat(readAll(store, stream)).isEmpty();
        assertThat(store.read(stream, ReadOptions.backwardsFromHead().entity(ENTITY))
                        .events())
                .isEmpty();
        assertThat(store.find(stream, first.event().eventId())).isEmpty();
        assertThat(store.entityHistory(stream, ENTITY, 0, 10).version()).isZero();
        assertThat(store.commitments().last(stream)).isEmpty();
        assertThat(store.commitments().covering(stream, 1)).isEmpty();
        assertThat(store.commitments().newestFirst(stream, Long.MAX_VALUE, 10)).isEmpty();
        assertThat(store.commitments().oldestFirst(stream, 1, 10)).isEmpty();
        assertThat(store.commitments().leaves(stream, 1, 10).count()).isZero();
        assertThat(store.commitments().tiles(stream, 1, 1, List.of(TILE.id()))).isEmpty();
        store.commitments().dropTiles(stream, 1, 1);
        assertThat(append(store, event(stream).entity(ENTITY).candidate())).containsExactly("accepted 1");
        assertThat(store.commitments().publish(commitment(stream))).isTrue();
        store.commitments().putTiles(stream, 1, 1, List.of(Tile.of(TILE.id(), new byte[2 * Hash.LENGTH])));

        assertThat(versions()).containsExactly(1L);
        assertThat(readAll(store, other)).isEqualTo(log);
        assertThat(theirs.head(other)).isEqualTo(headOfOther);
        assertThat(theirs.commitments().oldestFirst(other, 1, 10)).containsExactly(StoredCommitment.of(commitment));
        assertThat(theirs.commitments().tiles(other, 1, 1, List.of(TILE.id()))).containsExactly(TILE);
    }

    @Test
    void nor_by_groups_of_several_streams() {
        StreamId second = newStream();
        append(store, event(second).candidate());
        append(store, event(second).candidate());
        EventStore theirs = open();
        StreamId other = newStreamInPlaceOf(stream, theirs);
        for (int i = 1; i <= 5; i++) {
            append(theirs, event(other).entity(ENTITY).candidate());
        }
        List<SequencedEvent> log = readAll(theirs, other);

        assertThat(store
                        .append(Stream.of(second, stream)
                                .map(each -> batch(event(each).candidate()))
                                .toList())
                        .stream()
                        .map(Samples::said))
                .containsExactly(List.of("accepted 3"), List.of("accepted 1"));

        assertThat(readAll(theirs, other)).isEqualTo(log);
    }

    /** Not what a restore leaves behind, and nothing that a retry could repair. */
    @Test
    void a_stream_without_its_head_is_damage() {
        long key = keyOf(stream);
        Samples.execute(dataSource(), "delete from sequencer.stream_heads where stream_id = " + key);

        assertThatThrownBy(() -> append(store, event(stream).candidate()))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage("the store is damaged: stream " + stream + " has no head");
    }

    /** The clock of the machine that takes over may be behind. */
    @Test
    void no_event_is_older_than_the_one_before_it() {
        Instant future = Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MICROS);
        Samples.execute(dataSource(), "update sequencer.stream_heads set last_sequenced_at = '" + future + "'");
        StreamId second = newStream();

        append(store, event(stream).candidate());
        store.append(Stream.of(stream, second)
                .map(each -> batch(event(each).candidate()))
                .toList());
        append(open(), event(stream).candidate());

        List<Instant> times =
                readAll(store, stream).stream().map(SequencedEvent::sequencedAt).toList();
        assertThat(times).isSorted();
        assertThat(times.subList(5, 8)).allSatisfy(time -> assertThat(time).isAfterOrEqualTo(future));
    }

    /**
     * A restored server knows nothing of the connections that were open before; which is noticed by an append to some other
     * stream.
     */
    private void goBackTo(int head) {
        setBack(head);
        Samples.execute(dataSource(), """
                select pg_terminate_backend(pid) from pg_stat_activity
                where application_name = 'sequencer' and datname = current_database()
                """);
        append(store, event(newStream()).candidate());
    }

    /** The stream was made after the backup. Not even the connection broke. Returns the key it had. */
    private long lose(StreamId lost) {
        long key = keyOf(lost);
        for (String table : List.of("events", "stream_heads", "stream_ids")) {
            Samples.execute(dataSource(), "delete from sequencer." + table + " where stream_id = " + key);
        }
        return key;
    }

    private StreamId newStreamInPlaceOf(StreamId lost, EventStore maker) {
        long key = lose(lost);
        String keys = "'sequencer.stream_ids_stream_id_seq'";
        Samples.execute(dataSource(), "select setval(" + keys + ", " + key + ", false)");
        StreamId other = newStream();
        maker.commitments().putTiles(other, 1, 1, List.of(TILE));
        assertThat(keyOf(other)).isEqualTo(key);
        Samples.execute(dataSource(), "select setval(" + keys + ", max(stream_id)) from sequencer.stream_ids");
        return other;
    }

    private long keyOf(StreamId which) {
        return Long.parseLong(Samples.query(
                        dataSource(),
                        "select stream_id from sequencer.stream_ids where store_id = '" + which.storeId() + "'")
                .get(0));
    }

    private static Commitment commitment(StreamId of) {
        return new Commitment(
                UUID.randomUUID(),
                of,
                0,
                1,
                1,
                Hash.ZERO,
                Hash.ZERO,
                StateRoot.of(VesHashes.stream(of), Hash.ZERO, Hash.ZERO, 1, 1),
                Instant.EPOCH,
                0,
                null);
    }

    /** With the trees as in a backup from before there were any: the next append brings them up. */
    private void setBack(int head) {
        Samples.execute(dataSource(), "delete from sequencer.events where sequence_number > " + head);
        Samples.execute(dataSource(), """
                update sequencer.stream_heads
                set head = least(head, %d), tree_size = 0, right_edge = '', tree_root = null
                """.formatted(head));
    }

    private List<Long> versions() {
        return store.entityHistory(stream, ENTITY, 0, 100).events().stream()
                .map(SequencedEvent::entityVersion)
                .toList();
    }
}
