package com.stateset.sequencer.postgres.heads;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.postgres.Eventually;
import com.stateset.sequencer.postgres.OwnDatabase;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.postgres.Samples;
import com.stateset.sequencer.postgres.connection.TimedConnections;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.HeadListener;
import com.stateset.sequencer.spi.HeadWatch;
import com.stateset.sequencer.spi.StreamHead;
import com.stateset.sequencer.subscription.FollowPolicy;
import com.stateset.sequencer.subscription.Subscriptions;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.CompactRange;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PgHeadListenerTest extends OwnDatabase {

    @Test
    void aListenerHearsHowFarStreamsHaveCome() {
        EventStore writer = open();
        Heard heard = new Heard();
        try (HeadWatch notices = flowing(open(), heard)) {
            assertThat(notices.areFlowing()).isTrue();
            List<StreamId> streams =
                    IntStream.range(0, 200).mapToObj(i -> Samples.newStream()).toList();
            streams.forEach(stream -> assertThat(Samples.append(
                            writer, event(stream).candidate(), event(stream).candidate()))
                    .hasSize(2));
            streams.forEach(stream ->
                    Eventually.holds("a notice of " + stream, () -> heard.heads.getOrDefault(stream, 0L) == 2));
        }
    }

    @Test
    void noticesOfOneMomentTravelTogether() {
        Heard heard = new Heard();
        StreamId stream = Samples.newStream();
        try (HeadWatch notices = flowing(open(), heard);
                PgHeadNotifier notifier =
                        new PgHeadNotifier(new TimedConnections(dataSource(), Duration.ofSeconds(30)))) {
            assertThat(notices.areFlowing()).isTrue();
            LongStream.rangeClosed(1, 1000)
                    .forEach(head -> notifier.appended(
                            List.of(Samples.batch(event(stream).candidate())),
                            List.of(new AppendResult(List.of(), List.of(), tree(head)))));
            Eventually.holds("the last of them", () -> heard.heads.getOrDefault(stream, 0L) == 1000);
            assertThat(heard.counts.get(stream)).isLessThan(100);
        }
    }

    @Test
    void aLostConnectionIsMadeAgain() {
        EventStore store = open();
        Heard heard = new Heard();
        try (HeadWatch notices = flowing(store, heard)) {
            List<String> lost = listeners();
            assertThat(lost).hasSize(1);
            Samples.execute(dataSource(), "select pg_terminate_backend(" + lost.get(0) + ")");
            Eventually.holds("another connection", () -> listeners().stream().anyMatch(pid -> !lost.contains(pid)));
            Eventually.holds("the notices flow again", notices::areFlowing);
            StreamId stream = Samples.newStream();
            assertThat(Samples.append(store, event(stream).candidate())).containsExactly("accepted 1");
            Eventually.holds("a notice", () -> heard.heads.containsKey(stream));
        }
        Eventually.holds("the connection is given back", () -> listeners().isEmpty());
    }

    @Test
    void subscriptionsLeaveAnApplicationsPoolOfTwoUsable() {
        HikariConfig config = new HikariConfig();
        config.setDataSource(dataSource());
        config.setMaximumPoolSize(2);
        config.setConnectionTimeout(1000);
        HikariDataSource pool = closedAfterwards(new HikariDataSource(config));
        EventStore store = closedAfterwards(PostgresEventStore.over(pool));
        StreamId stream = Samples.newStream();
        List<SequencedEvent> seen = new CopyOnWriteArrayList<>();
        try (Subscriptions subscriptions = Subscriptions.over(store)) {
            assertThat(subscriptions.follow(stream, 1, seen::add, FollowPolicy.stop()))
                    .isNotNull();
            assertThat(Samples.append(store, event(stream).candidate())).containsExactly("accepted 1");
            Eventually.holds("the event", () -> seen.size() == 1);
            assertThat(Samples.append(open(), event(stream).candidate())).containsExactly("accepted 2");
            Eventually.holds("another process's event", () -> seen.size() == 2);
            Eventually.holds("no listener left", () -> listeners().isEmpty());
        }
    }

    @Test
    void anythingElseOnTheChannelIsPassedOver() {
        Heard heard = new Heard();
        StreamId stream = Samples.newStream();
        for (String odd :
                new String[] {"", "x", stream + "=", stream + "=-1", "=7", stream + "=99999999999999999999"}) {
            PgHeadPayload.read(odd, heard);
        }
        assertThat(heard.heads).isEmpty();
    }

    @Test
    void headsAreWrittenIntoTextsThatFit() {
        List<StreamHead> heads = IntStream.range(0, 1000)
                .mapToObj(i -> new StreamHead(Samples.newStream(), 1_000_000_000L + i))
                .toList();
        List<String> payloads = PgHeadPayload.of(heads);
        Heard heard = new Heard();
        payloads.forEach(payload -> {
            assertThat(payload.length()).isLessThan(8000);
            PgHeadPayload.read(payload, heard);
        });
        assertThat(payloads).hasSizeLessThan(15);
        heads.forEach(head -> assertThat(heard.heads).containsEntry(head.stream(), head.head()));
        assertThat(PgHeadPayload.of(List.of())).isEmpty();
    }

    private List<String> listeners() {
        return Samples.query(
                dataSource(),
                "select pid from pg_stat_activity where datname = current_database() and query = 'notify sequencer_heads'");
    }

    private static AppendedEntries tree(long size) {
        byte[] hashes = new byte[Long.bitCount(size) * Hash.LENGTH];
        return AppendedEntries.ofEntries(CompactRange.of(size, hashes), List.of());
    }

    private static HeadWatch flowing(EventStore store, HeadListener listener) {
        HeadWatch notices = store.watchHeads(listener);
        Eventually.holds("the notices flow", notices::areFlowing);
        return notices;
    }

    private static final class Heard implements HeadListener {

        private final Map<StreamId, Long> heads = new ConcurrentHashMap<>();
        private final Map<StreamId, Integer> counts = new ConcurrentHashMap<>();

        @Override
        public void reached(StreamId stream, long head) {
            heads.merge(stream, head, Math::max);
            counts.merge(stream, 1, Integer::sum);
        }
    }
}
