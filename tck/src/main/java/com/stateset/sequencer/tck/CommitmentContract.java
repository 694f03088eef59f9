package com.stateset.sequencer.tck;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.spi.Backlog;
import com.stateset.sequencer.spi.CommitmentStore;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.StoredCommitment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Commitments of a stream form one chain, with any number of publishers, and are kept to the byte. */
public abstract class CommitmentContract extends StoreContract {

    private static final int ROUNDS = 20;
    private static final int CONTENDERS = 6;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void commitments_are_kept_to_the_byte() {
        StreamId stream = newStream();
        append(AppendContract.events(stream, 20));
        Commitment signed = Chain.next(stream, null, 3);
        Commitment unsigned = new Commitment(
                UUID.randomUUID(),
                stream,
                0,
                4,
                20,
                Chain.hash(4),
                signed.newStateRoot(),
                Chain.hash(5),
                Instant.parse("2026-01-02T03:04:05.000001Z"),
                0,
                null);
        List<EventStore> stores = List.of(store(), openAnother());
        for (Commitment commitment : List.of(signed, unsigned)) {
            assertThat(store().commitments().publish(commitment)).isTrue();
            for (EventStore each : stores) {
                CommitmentStore commitments = each.commitments();
                assertThat(commitments.last(stream)).contains(StoredCommitment.of(commitment));
                assertThat(commitments.find(commitment.batchId())).contains(StoredCommitment.of(commitment));
                assertThat(commitments
                                .covering(stream, commitment.sequenceEnd())
                                .map(StoredCommitment::complete))
                        .contains(commitment);
                assertThat(commitments.newestFirst(stream, Long.MAX_VALUE, 1))
                        .containsExactly(StoredCommitment.of(commitment));
                assertThat(commitments.oldestFirst(stream, commitment.sequenceStart(), 10))
                        .containsExactly(StoredCommitment.of(commitment));
            }
        }
    }

    @Test
    void what_is_not_committed_to_is_not_found() {
        StreamId stream = newStream();
        CommitmentStore commitments = store().commitments();
        for (int round = 0; round < 2; round++) {
            assertThat(commitments.last(stream)).isEmpty();
            assertThat(commitments.covering(stream, 1)).isEmpty();
            assertThat(commitments.newestFirst(stream, Long.MAX_VALUE, 10)).isEmpty();
            assertThat(commitments.oldestFirst(stream, 1, 10)).isEmpty();
            append(AppendContract.events(stream, 3));
        }
        assertThat(commitments.find(UUID.randomUUID())).isEmpty();
    }

    @Test
    void each_commitment_begins_right_behind_the_one_before() {
        StreamId stream = newStream();
        append(AppendContract.events(stream, 20));
        CommitmentStore commitments = store().commitments();
        isRefused(commitments, Chain.of(stream, 2, 5, Hash.ZERO));
        Commitment first = Chain.next(stream, null, 5);
        assertThat(commitments.publish(first)).isTrue();
        Commitment second = Chain.next(stream, first, 5);
        assertThat(commitments.publish(second)).isTrue();
        for (CommitmentStore each : List.of(commitments, openAnother().commitments())) {
            isRefused(each, Chain.of(stream, 1, 5, Hash.ZERO));
            isRefused(each, Chain.of(stream, 6, 10, first.newStateRoot()));
            isRefused(each, Chain.of(stream, 10, 12, second.newStateRoot()));
            isRefused(each, Chain.of(stream, 12, 15, second.newStateRoot()));
            isRefused(each, Chain.of(stream, 1, 20, Hash.ZERO));
            assertThat(each.publish(second)).isFalse();
        }
        assertThat(chain(commitments, stream)).containsExactly(first, second);
        assertThat(commitments.publish(Chain.next(stream, second, 10))).isTrue();
    }

    @Test
    void of_all_who_publish_at_one_place_in_the_chain_one_gets_it() {
        StreamId stream = newStream();
        append(AppendContract.events(stream, ROUNDS * CONTENDERS));
        EventStore another = openAnother();
        List<Commitment> chain = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            @Nullable Commitment tip = chain.isEmpty() ? null : chain.get(chain.size() - 1);
            List<Commitment> proposed = IntStream.rangeClosed(1, CONTENDERS)
                    .mapToObj(count -> Chain.next(stream, tip, count % 3 + 1))
                    .toList();
            List<Callable<Boolean>> contenders = new ArrayList<>();
            for (int i = 0; i < CONTENDERS; i++) {
                CommitmentStore mine = (i % 2 == 0 ? store() : another).commitments();
                Commitment mineToPublish = proposed.get(i);
                contenders.add(() -> mine.publish(mineToPublish));
            }
            List<Boolean> won = Race.run(contenders);
            assertThat(won).containsOnlyOnce(true);
            chain.add(proposed.get(won.indexOf(true)));
            assertThat(chain(another.commitments(), stream)).isEqualTo(chain);
        }
    }

    @Test
    void two_stores_that_extend_one_chain_at_once_make_one_chain() {
        StreamId stream = newStream();
        append(AppendContract.events(stream, 500));
        EventStore another = openAnother();
        List<Callable<List<Commitment>>> publishers = new ArrayList<>();
        for (int i = 0; i < CONTENDERS; i++) {
            CommitmentStore mine = (i % 2 == 0 ? store() : another).commitments();
            int count = i + 1;
            publishers.add(() -> extend(mine, stream, count, 150));
        }
        List<Commitment> published =
                Race.run(publishers).stream().flatMap(List::stream).toList();
        List<Commitment> chain = chain(store().commitments(), stream);
        assertThat(chain).containsExactlyInAnyOrderElementsOf(published);
        isUnbroken(chain);
    }

    @Test
    @Timeout(120)
    void commitments_are_published_while_the_stream_grows() {
        StreamId stream = newStream();
        EventStore another = openAnother();
        AtomicBoolean grown = new AtomicBoolean();
        Race.run(List.<Callable<Boolean>>of(
                () -> {
                    for (int i = 0; i < 100; i++) {
                        retrying(store(), List.of(batch(AppendContract.events(stream, 5))));
                    }
                    grown.set(true);
                    return true;
                },
                () -> {
                    @Nullable Commitment tip = null;
                    while (tip == null || tip.sequenceEnd() < 500) {
                        boolean isGrown = grown.get();
                        long committed = tip == null ? 0 : tip.sequenceEnd();
                        int added = (int) (another.head(stream) - committed);
                        assertThat(added > 0 || !isGrown).isTrue();
                        if (added > 0) {
                            tip = Chain.next(stream, tip, added);
                            assertThat(another.commitments().publish(tip)).isTrue();
                        }
                    }
                    return true;
                }));
        assertThat(numbers(readAll(stream))).hasSize(500);
        List<Commitment> chain = chain(store().commitments(), stream);
        isUnbroken(chain);
        assertThat(chain.get(chain.size() - 1).sequenceEnd()).isEqualTo(500);
    }

    @Test
    void commitments_are_read_in_both_directions_page_by_page() {
        StreamId stream = newStream();
        append(AppendContract.events(stream, 60));
        CommitmentStore commitments = store().commitments();
        List<Commitment> chain = extend(commitments, stream, 4, 60);
        assertThat(chain).hasSize(15);
        List<Commitment> reversed = new ArrayList<>(chain);
        Collections.reverse(reversed);
        for (int limit : new int[] {1, 4, 15, 16}) {
            assertThat(chain(commitments, stream, limit)).isEqualTo(chain);
            assertThat(reversedChain(commitments, stream, limit)).isEqualTo(reversed);
        }
        assertThat(complete(commitments.oldestFirst(stream, 0, 1))).containsExactly(chain.get(0));
        assertThat(complete(commitments.oldestFirst(stream, 5, 2))).containsExactly(chain.get(1), chain.get(2));
        assertThat(complete(commitments.oldestFirst(stream, 6, 2))).containsExactly(chain.get(2), chain.get(3));
        assertThat(commitments.oldestFirst(stream, 58, 2)).isEmpty();
        assertThat(commitments.newestFirst(stream, 1, 2)).isEmpty();
        assertThat(complete(commitments.newestFirst(stream, 5, 2))).containsExactly(chain.get(0));
        assertThat(complete(commitments.newestFirst(stream, 6, 2))).containsExactly(chain.get(1), chain.get(0));
    }

    @Test
    void every_committed_number_is_covered_by_one_commitment() {
        StreamId stream = newStream();
        append(AppendContract.events(stream, 30));
        CommitmentStore commitments = store().commitments();
        List<Commitment> chain = Stream.concat(
                        extend(commitments, stream, 1, 3).stream(), extend(commitments, stream, 7, 24).stream())
                .toList();
        for (Commitment commitment : chain) {
            for (long n = commitment.sequenceStart(); n <= commitment.sequenceEnd(); n++) {
                assertThat(commitments.covering(stream, n).map(StoredCommitment::complete))
                        .contains(commitment);
            }
        }
        assertThat(commitments.covering(stream, 0)).isEmpty();
        assertThat(commitments.covering(stream, 25)).isEmpty();
        assertThat(commitments.covering(stream, Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void chains_of_several_streams_know_nothing_of_each_other() {
        UUID tenant = UUID.randomUUID();
        UUID store = UUID.randomUUID();
        List<StreamId> streams =
                List.of(new StreamId(tenant, store), new StreamId(tenant, tenant), new StreamId(store, store));
        CommitmentStore commitments = store().commitments();
        for (StreamId stream : streams) {
            append(AppendContract.events(stream, 10));
            assertThat(commitments.last(stream)).isEmpty();
            extend(commitments, stream, 5, 10);
        }
        for (StreamId stream : streams) {
            List<Commitment> chain = chain(commitments, stream);
            assertThat(chain)
                    .hasSize(2)
                    .allSatisfy(commitment -> assertThat(commitment.stream()).isEqualTo(stream));
            assertThat(reversedChain(commitments, stream, 10)).hasSize(2);
            assertThat(commitments.covering(stream, 7).map(StoredCommitment::complete))
                    .contains(chain.get(1));
            assertThat(commitments.last(stream).map(StoredCommitment::complete)).contains(chain.get(1));
        }
    }

    @Test
    void state_roots_that_are_there_stay_as_they_are() {
        StreamId stream = newStream();
        append(AppendContract.events(stream, 5));
        CommitmentStore commitments = store().commitments();
        Commitment commitment = Chain.next(stream, null, 5);
        commitments.publish(commitment);
        commitments.fillStateRoots(commitment.batchId(), Chain.hash(8), Chain.hash(9));
        assertThat(commitments.find(commitment.batchId()).map(StoredCommitment::complete))
                .contains(commitment);
        assertThat(complete(commitments.last(stream).stream().toList())).containsExactly(commitment);
    }

    @Test
    void uncommitted_events_are_a_backlog_and_the_oldest_comes_first() {
        atNewPlace((one, other) -> {
            assertThat(one.commitments().backlogs(10)).isEmpty();
            StreamId first = newStream();
            StreamId second = newStream();
            StreamId third = newStream();
            for (StreamId stream : List.of(first, second, third, first)) {
                Instant next = Instant.now().plusMillis(2);
                Retrying.await("another moment", LIMIT, () -> Instant.now().isAfter(next));
                one.append(List.of(batch(AppendContract.events(stream, 4))));
            }
            one.append(List.of(batch(event(newStream()).baseVersion(1L).candidate())));
            expectBacklogs(one, new Expected(first, 0, 8), new Expected(second, 0, 4), new Expected(third, 0, 4));
            assertThat(other.commitments().backlogs(2))
                    .extracting(Backlog::stream)
                    .containsExactly(first, second);

            Commitment commitment = Chain.next(first, null, 5);
            other.commitments().publish(commitment);
            expectBacklogs(one, new Expected(second, 0, 4), new Expected(third, 0, 4), new Expected(first, 5, 8));
            other.commitments().publish(Chain.next(second, null, 4));
            other.commitments().publish(Chain.next(first, commitment, 3));
            expectBacklogs(one, new Expected(third, 0, 4));
            one.append(List.of(batch(event(second).candidate())));
            expectBacklogs(one, new Expected(third, 0, 4), new Expected(second, 4, 5));
        });
    }

    /** Publishes commitments to {@code count} events each, wherever the chain ends, until it covers {@code end}. */
    private static List<Commitment> extend(CommitmentStore commitments, StreamId stream, int count, long end) {
        List<Commitment> published = new ArrayList<>();
        while (true) {
            @Nullable
            Commitment tip =
                    commitments.last(stream).map(StoredCommitment::complete).orElse(null);
            if (tip != null && tip.sequenceEnd() >= end) {
                return published;
            }
            Commitment next = Chain.next(stream, tip, count);
            if (commitments.publish(next)) {
                published.add(next);
            }
        }
    }

    private static void isRefused(CommitmentStore commitments, Commitment commitment) {
        List<Commitment> before = chain(commitments, commitment.stream());
        assertThat(commitments.publish(commitment)).isFalse();
        assertThat(commitments.find(commitment.batchId())).isEmpty();
        assertThat(chain(commitments, commitment.stream())).isEqualTo(before);
    }

    private static void isUnbroken(List<Commitment> chain) {
        assertThat(chain.get(0).sequenceStart()).isEqualTo(1);
        chain.get(0).verify();
        for (int i = 1; i < chain.size(); i++) {
            chain.get(i).verifyAfter(chain.get(i - 1));
        }
    }

    private static List<Commitment> chain(CommitmentStore commitments, StreamId stream) {
        return chain(commitments, stream, 1000);
    }

    private static List<Commitment> chain(CommitmentStore commitments, StreamId stream, int limit) {
        List<Commitment> chain = new ArrayList<>();
        List<Commitment> page = complete(commitments.oldestFirst(stream, 1, limit));
        while (!page.isEmpty()) {
            chain.addAll(page);
            long from = page.get(page.size() - 1).sequenceEnd() + 1;
            page = complete(commitments.oldestFirst(stream, from, limit));
        }
        return chain;
    }

    private static List<Commitment> reversedChain(CommitmentStore commitments, StreamId stream, int limit) {
        List<Commitment> chain = new ArrayList<>();
        List<Commitment> page = complete(commitments.newestFirst(stream, Long.MAX_VALUE, limit));
        while (!page.isEmpty()) {
            chain.addAll(page);
            long before = page.get(page.size() - 1).sequenceStart();
            page = complete(commitments.newestFirst(stream, before, limit));
        }
        return chain;
    }

    private static List<Commitment> complete(List<StoredCommitment> stored) {
        return stored.stream().map(StoredCommitment::complete).toList();
    }

    /** A backlog but for its moments. */
    private record Expected(StreamId stream, long committed, long head) {}

    private static void expectBacklogs(EventStore store, Expected... expected) {
        List<Backlog> backlogs = store.commitments().backlogs(10);
        assertThat(backlogs)
                .extracting(backlog -> new Expected(backlog.stream(), backlog.committed(), backlog.head()))
                .containsExactly(expected);
        for (Backlog backlog : backlogs) {
            SequencedEvent oldest = store.read(backlog.stream(), ReadOptions.forwardsFrom(backlog.committed() + 1))
                    .events()
                    .get(0);
            assertThat(backlog.oldest()).isEqualTo(oldest.sequencedAt());
            assertThat(backlog.now()).isBetween(backlog.oldest(), Instant.now().plusSeconds(300));
        }
    }
}
