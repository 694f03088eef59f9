package com.stateset.sequencer.postgres.read;

import static com.stateset.sequencer.postgres.Samples.append;
import static com.stateset.sequencer.postgres.Samples.newStream;
import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.OwnDatabase;
import com.stateset.sequencer.postgres.Samples;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.EventStore;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody has been at the rows of events or keys. */
class EventRowTest extends OwnDatabase {

    private static final EntityRef ENTITY = new EntityRef("order", "o-1");

    private final UUID agent = UUID.randomUUID();

    private EventStore store;
    private StreamId stream;
    private AdmittedEvent signed;

    @BeforeEach
    void appendSignedAndUnsignedEvents() {
        store = open();
        stream = newStream();
        append(store, event(stream).entity(ENTITY).candidate());
        store.agentKeys().register(new AgentKey(stream.tenantId(), agent, 1, Ed25519PublicKey.of(new byte[32])));
        signed = event(stream).entity(ENTITY).agent(agent).signedBy(1).candidate();
        assertThat(append(store, signed)).containsExactly("accepted 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "created_at = 'x'",
                "entity_type = ''",
                "event_type = ''",
                "base_version = -1",
                "ves_version = 0",
                "ves_version = 2",
                "agent_key_id = -1",
                "agent_key_id = 2, agent_signature = null",
                "agent_signature = null",
                "agent_signature = '\\x00'",
                "payload = null",
                "payload_kind = 1",
                "payload_state = 2",
                "payload_state = 9",
                "payload_hash = '\\x00'",
                "payload_cipher_hash = '\\x00'",
                "leaf_hash = '\\x00'",
            })
    void an_event_whose_row_contradicts_itself(String damage) {
        change("events set " + damage + " where sequence_number = 2");

        assertDamaged(() -> store.read(stream, ReadOptions.forwardsFrom(1)));
        assertDamaged(() -> store.read(stream, ReadOptions.backwardsFromHead().entity(ENTITY)));
        assertDamaged(() -> store.find(stream, signed.event().eventId()));
        assertDamaged(() -> store.entityHistory(stream, ENTITY, 0, 10));
        assertThat(store.read(stream, ReadOptions.forwardsFrom(1).limit(1)).events())
                .hasSize(1);
    }

    /** A replay is compared by its leaf. */
    @Test
    void a_leaf_that_an_append_must_look_at() {
        change("events set leaf_hash = '\\x00' where sequence_number = 2");

        assertDamaged(() -> append(store, signed));
    }

    @Test
    void an_entity_that_misses_a_version() {
        append(store, event(stream).entity(ENTITY).candidate());
        change("events set entity_version = 7 where sequence_number = 3");

        assertThatThrownBy(() -> store.read(stream, ReadOptions.forwardsFrom(3).entity(ENTITY)))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage("the store is damaged: a version of " + ENTITY + " in " + stream + " is missing");
    }

    @Test
    void an_agents_key() {
        change("agent_keys set valid_from = now(), valid_to = now() where agent_id = '" + agent + "'");
        EventStore other = open();
        String message = "the stored key 1 of agent " + agent + " is damaged";

        assertThatThrownBy(() -> other.agentKeys().keys(stream.tenantId(), agent))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> append(other, signed))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage(message);
    }

    @Test
    void a_key_of_the_sequencers() {
        Ed25519PublicKey key = Ed25519PublicKey.of(new byte[32]);
        int version = store.identity().keyVersion(key);
        change("sequencer_keys set public_key = '\\x00'");

        assertThatThrownBy(() -> store.identity().keys())
                .isInstanceOf(StoreFailedException.class)
                .hasMessage("the stored sequencer key " + version + " is damaged");
        Samples.execute(dataSource(), "delete from sequencer.sequencer_keys");
    }

    /** Whatever an erased payload was, it is no damage. */
    @Test
    void an_erased_event_is_no_damage() {
        change("events set payload_state = 2, payload = null where sequence_number = 2");

        EventPage page = store.read(stream, ReadOptions.forwardsFrom(2));

        assertThat(page.events())
                .singleElement()
                .satisfies(row -> assertThat(row.event().payload()).isEqualTo(new Payload.Erased()));
        assertThat(append(store, signed)).containsExactly("duplicate 2");
    }

    private void assertDamaged(ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOf(StoreFailedException.class)
                .hasMessage("the stored event 2 of stream " + stream + " is damaged");
    }

    private void change(String what) {
        Samples.execute(dataSource(), "update sequencer." + what);
    }
}
