package com.stateset.sequencer.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AgentKeyStore;
import com.stateset.sequencer.spi.StoredCommitment;
import com.stateset.sequencer.tck.Race;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedEventFileTest {

    private static final UUID TENANT = Samples.STREAM.tenantId();

    @TempDir
    private Path folder;

    private SqliteEventStore one;
    private SqliteEventStore other;

    @BeforeEach
    void openTwice() {
        one = SqliteEventStore.open(folder.resolve("events.db"));
        other = SqliteEventStore.open(folder.resolve("events.db"));
    }

    @AfterEach
    void closeBoth() {
        one.close();
        other.close();
    }

    @Test
    void a_key_change_in_one_binds_the_next_append_of_the_other() {
        for (long keyId = 1; keyId <= 20; keyId++) {
            assertThat(Samples.said(Samples.append(one, Samples.signedCandidate(keyId))))
                    .startsWith("agent_key_invalid");
            other.agentKeys().register(Samples.key(keyId));
            AdmittedEvent signed = Samples.signedCandidate(keyId);
            assertThat(Samples.said(Samples.append(one, signed))).isEqualTo("accepted");
            other.agentKeys().revoke(TENANT, Samples.AGENT, keyId);
            assertThat(Samples.said(Samples.append(one, Samples.signedCandidate(keyId))))
                    .startsWith("agent_key_invalid");
            assertThat(Samples.said(Samples.append(one, signed))).isEqualTo("duplicate");
        }
    }

    @Test
    void registering_and_revoking_answer_in_one_as_in_the_other() {
        AgentKey registered = one.agentKeys().register(Samples.key(1));
        assertThat(other.agentKeys().register(new AgentKey(TENANT, Samples.AGENT, 1, Samples.publicKey(2))))
                .isEqualTo(registered);
        Optional<AgentKey> revoked = one.agentKeys().revoke(TENANT, Samples.AGENT, 1);
        assertThat(other.agentKeys().revoke(TENANT, Samples.AGENT, 1)).isEqualTo(revoked);
        assertThat(other.agentKeys().keys(TENANT, Samples.AGENT)).containsExactly(revoked.orElseThrow());
    }

    @Test
    void nothing_is_sequenced_with_a_revoked_key() {
        for (long keyId = 1; keyId <= 10; keyId++) {
            one.agentKeys().register(Samples.key(keyId));
            AgentKeyStore keys = other.agentKeys();
            long id = keyId;
            Callable<Instant> revoker =
                    () -> keys.revoke(TENANT, Samples.AGENT, id).orElseThrow().revokedAt();
            Callable<Instant> author = () -> lastAccepted(id);
            List<Instant> moments = Race.run(List.of(author, revoker));
            assertThat(moments.get(0)).isBeforeOrEqualTo(moments.get(1));
        }
    }

    @Test
    void chains_published_from_both_at_once_are_one() {
        for (int i = 0; i < 30; i++) {
            Samples.append(one, Samples.candidate());
        }
        List<Callable<Integer>> publishers = IntStream.range(0, 4)
                .mapToObj(i -> (Callable<Integer>) () -> publishAll(i % 2 == 0 ? one : other, 30))
                .toList();
        int published =
                Race.run(publishers).stream().mapToInt(Integer::intValue).sum();
        List<StoredCommitment> chain = one.commitments().oldestFirst(Samples.STREAM, 0, 100);
        assertThat(chain).hasSize(published);
        assertThat(other.commitments().newestFirst(Samples.STREAM, Long.MAX_VALUE, 100))
                .isEqualTo(reversed(chain));
        Commitment last = chain.get(0).complete();
        assertThat(last.sequenceStart()).isEqualTo(1);
        for (StoredCommitment next : chain.subList(1, chain.size())) {
            next.complete().verifyAfter(last);
            last = next.complete();
        }
        assertThat(last.sequenceEnd()).isEqualTo(30);
        assertThat(other.commitments().backlogs(10)).isEmpty();
    }

    @Test
    void a_lease_taken_in_one_keeps_the_other_out_until_it_ends() {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        UUID me = new UUID(0, 1);
        UUID you = new UUID(0, 2);
        try (SqliteEventStore now = openAt(start);
                SqliteEventStore soon = openAt(start.plusSeconds(9));
                SqliteEventStore later = openAt(start.plusSeconds(10))) {
            assertThat(now.leases().take("work", me, Duration.ofSeconds(10))).isTrue();
            assertThat(soon.leases().take("work", you, Duration.ofSeconds(10))).isFalse();
            assertThat(later.leases().take("work", you, Duration.ofSeconds(10))).isTrue();
            assertThat(later.leases().take("work", me, Duration.ofSeconds(10))).isFalse();
        }
    }

    @Test
    void both_know_who_sequences() {
        UUID id = one.identity().sequencerId(new UUID(0, 1));
        assertThat(other.identity().sequencerId(new UUID(0, 2))).isEqualTo(id).isEqualTo(new UUID(0, 1));
        List<Callable<Integer>> registrations = List.of(
                () -> one.identity().keyVersion(Samples.publicKey(1)),
                () -> other.identity().keyVersion(Samples.publicKey(1)),
                () -> one.identity().keyVersion(Samples.publicKey(2)),
                () -> other.identity().keyVersion(Samples.publicKey(2)));
        List<Integer> versions = Race.run(registrations);
        assertThat(versions).containsOnly(1, 2);
        assertThat(versions.get(0)).isEqualTo(versions.get(1)).isNotEqualTo(versions.get(2));
        assertThat(versions.get(2)).isEqualTo(versions.get(3));
        assertThat(one.identity().keys()).isEqualTo(other.identity().keys()).hasSize(2);
    }

    /** Appends until the key is refused; returns when the last event was sequenced, the epoch if none was. */
    private Instant lastAccepted(long keyId) {
        Instant last = Instant.EPOCH;
        while (true) {
            AdmittedEvent candidate = Samples.signedCandidate(keyId);
            if (!Samples.said(Samples.append(one, candidate)).equals("accepted")) {
                return last;
            }
            last = one.find(Samples.STREAM, candidate.event().eventId())
                    .map(SequencedEvent::sequencedAt)
                    .orElseThrow();
        }
    }

    /** Publishes commitments of three events until all are committed to, and returns how many it was first with. */
    private static int publishAll(SqliteEventStore store, long head) {
        int published = 0;
        while (true) {
            Optional<StoredCommitment> last = store.commitments().last(Samples.STREAM);
            long end = last.map(StoredCommitment::sequenceEnd).orElse(0L);
            if (end == head) {
                return published;
            }
            Hash stateRoot = last.map(StoredCommitment::complete)
                    .map(Commitment::newStateRoot)
                    .orElse(Hash.ZERO);
            if (store.commitments().publish(Samples.commitment(end + 1, end + 3, stateRoot))) {
                published++;
            }
        }
    }

    private SqliteEventStore openAt(Instant moment) {
        return SqliteEventStore.open(
                folder.resolve("events.db"), Clock.fixed(moment, ZoneOffset.UTC), Duration.ofSeconds(5));
    }

    private static <T> List<T> reversed(List<T> list) {
        List<T> reversed = new ArrayList<>(list);
        Collections.reverse(reversed);
        return reversed;
    }
}
