package com.stateset.sequencer.tck;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TileId;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.StoredCommitment;
import com.stateset.sequencer.tlog.TilePath;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** {@link EventStoreContract} for stores that keep their events. */
public abstract class DurableEventStoreContract extends EventStoreContract {

    /** What a store has taken outlives it; a store that is closed does nothing more. */
    @Nested
    class Reopening extends StoreContract {

        @Override
        protected StoreFixture fixture() {
            return DurableEventStoreContract.this.fixture();
        }

        @Test
        void everything_is_there_after_reopening() {
            StreamId stream = newStream();
            UUID command = UUID.randomUUID();
            List<AdmittedEvent> sent = List.of(
                    event(stream).command(command).candidate(),
                    event(stream).baseVersion(1L).candidate(),
                    event(stream).entity("order", "o-2").candidate());
            EventStore first = openAnother();
            first.append(List.of(batch(sent)));
            List<SequencedEvent> rows = readAll(first, stream, ReadOptions.forwardsFrom(1));
            first.close();

            EventStore second = openAnother();
            assertThat(second.head(stream)).isEqualTo(3);
            assertThat(readAll(second, stream, ReadOptions.forwardsFrom(1))).isEqualTo(rows);
            assertThat(second.find(stream, sent.get(1).event().eventId())).contains(rows.get(1));
            assertThat(second.entityHistory(stream, new EntityRef("order", "o-1"), 0, 10)
                            .events())
                    .isEqualTo(rows.subList(0, 2));
            assertThat(said(second.append(List.of(batch(
                                    sent.get(0),
                                    event(stream).command(command).candidate(),
                                    event(stream).baseVersion(1L).candidate(),
                                    event(stream).baseVersion(2L).candidate())))
                            .get(0)))
                    .containsExactly(
                            "duplicate 1",
                            "rejected duplicate_command_id",
                            "rejected version_conflict: expected 1, actual 2",
                            "accepted 4");
        }

        @Test
        void keys_commitments_identity_and_leases_survive_reopening() {
            StreamId stream = newStream();
            UUID agent = UUID.randomUUID();
            UUID sequencer = UUID.randomUUID();
            String work = "work on " + stream;
            Commitment commitment = Chain.next(stream, null, 2);
            Tile tile = Tile.of(new TileId(0, 0), new byte[2 * Hash.LENGTH]);
            EventStore first = openAnother();
            first.append(List.of(batch(AppendContract.events(stream, 3))));
            registerKey(stream, agent, 1);
            registerKey(stream, agent, 2);
            first.agentKeys().revoke(stream.tenantId(), agent, 2);
            List<AgentKey> keys = first.agentKeys().keys(stream.tenantId(), agent);
            first.commitments().putTiles(stream, 1, 2, List.of(tile));
            first.commitments().publish(commitment);
            UUID kept = first.identity().sequencerId(sequencer);
            int version = first.identity().keyVersion(publicKey(stream.hashCode()));
            first.leases().take(work, agent, Duration.ofHours(1));
            first.close();

            EventStore second = openAnother();
            assertThat(second.agentKeys().keys(stream.tenantId(), agent)).isEqualTo(keys);
            assertThat(said(second.append(List.of(batch(
                                    event(stream).agent(agent).signedBy(1).candidate(),
                                    event(stream).agent(agent).signedBy(2).candidate(),
                                    event(stream).agent(agent).candidate())))
                            .get(0)))
                    .containsExactly(
                            "accepted 4",
                            "rejected agent_key_invalid: key 2 of agent " + agent + " is revoked",
                            "rejected signature_required");
            assertThat(second.commitments().last(stream)).contains(StoredCommitment.of(commitment));
            assertThat(second.commitments().tiles(stream, 1, 2, List.of(tile.id())))
                    .containsExactly(tile);
            assertThat(second.identity().sequencerId(UUID.randomUUID())).isEqualTo(kept);
            assertThat(second.identity().keys()).containsEntry(version, publicKey(stream.hashCode()));
            assertThat(second.leases().take(work, UUID.randomUUID(), Duration.ofHours(1)))
                    .isFalse();
        }

        @Test
        void an_empty_place_can_be_reopened() {
            openAnother().close();
            assertThat(openAnother().head(newStream())).isZero();
        }

        @Test
        void a_closed_store_refuses_every_call() {
            StreamId stream = newStream();
            EventStore closed = openAnother();
            closed.append(List.of(batch(event(stream).candidate())));
            closed.close();
            Stream.<ThrowingCallable>of(
                            () -> closed.append(List.of(batch(event(stream).candidate()))),
                            () -> closed.head(stream),
                            () -> closed.read(stream, ReadOptions.forwardsFrom(1)),
                            () -> closed.find(stream, UUID.randomUUID()),
                            () -> closed.entityHistory(stream, new EntityRef("order", "o-1"), 0, 1),
                            () -> closed.streams(null, 1),
                            () -> closed.agentKeys().keys(stream.tenantId(), UUID.randomUUID()),
                            () -> closed.agentKeys().revoke(stream.tenantId(), UUID.randomUUID(), 1),
                            () -> closed.commitments().leaves(stream, 1, 1),
                            () -> closed.commitments().last(stream),
                            () -> closed.commitments().publish(Chain.next(stream, null, 1)),
                            () -> closed.commitments().backlogs(1),
                            () -> closed.identity().keys(),
                            () -> closed.history().rightEdge(stream),
                            () -> closed.history().checkpoint(stream),
                            () -> closed.history().tiles(stream).read(TilePath.hashes(0, 0, 1)),
                            () -> closed.history().headsLog().rightEdge(),
                            () -> closed.history().headsLog().moved(1),
                            () -> closed.leases().take("work", UUID.randomUUID(), Duration.ofSeconds(1)),
                            closed::ping)
                    .forEach(call -> assertThatThrownBy(call).isInstanceOf(StoreUnavailableException.class));
            assertThat(store().head(stream)).isEqualTo(1);
        }

        @Test
        void closing_twice_is_closing_once() {
            EventStore closed = openAnother();
            closed.close();
            assertThatCode(closed::close).doesNotThrowAnyException();
        }

        @Test
        void closing_one_store_leaves_others_at_the_place_alone() {
            StreamId stream = newStream();
            EventStore another = openAnother();
            append(event(stream).candidate());
            another.append(List.of(batch(event(stream).candidate())));
            another.close();
            assertThat(said(append(event(stream).candidate()))).containsExactly("accepted 3");
        }
    }
}
