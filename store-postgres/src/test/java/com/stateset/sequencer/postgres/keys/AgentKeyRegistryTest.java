package com.stateset.sequencer.postgres.keys;

import static com.stateset.sequencer.postgres.Samples.append;
import static com.stateset.sequencer.postgres.Samples.batch;
import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.KeyAuthority;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.Eventually;
import com.stateset.sequencer.postgres.OwnDatabase;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.postgres.Samples;
import com.stateset.sequencer.postgres.WatchedDataSource;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.Race;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys are remembered, and an append planned from memory is one round trip; yet a change of a key binds all stores at once. */
class AgentKeyRegistryTest extends OwnDatabase {

    private static final int ROUNDS = 40;

    private final UUID agent = UUID.randomUUID();

    private WatchedDataSource connections;
    private EventStore store;
    private EventStore other;
    private UUID tenant;
    private StreamId stream;
    private StreamId sister;

    @BeforeEach
    void openTwoStores() {
        connections = new WatchedDataSource(dataSource());
        store = closedAfterwards(PostgresEventStore.over(connections));
        other = open();
        tenant = UUID.randomUUID();
        stream = streamOfTenant();
        sister = streamOfTenant();
    }

    @Test
    void a_warm_append_of_signed_events_is_one_statement() {
        register(other, 1);
        warmUp();

        connections.forget();
        assertThat(append(store, signed(stream, 1), signed(stream, 1), unsigned(stream)))
                .containsExactly("accepted 3", "accepted 4", "accepted 5");

        assertThat(connections.sent()).hasSize(1).first().asString().startsWith("with moment as");
    }

    @Test
    void a_warm_append_to_several_streams_of_a_tenant_is_one_too() {
        register(other, 1);
        warmUp();

        connections.forget();
        store.append(List.of(batch(signed(stream, 1)), batch(signed(sister, 1))));

        assertThat(connections.sent()).hasSize(1).first().asString().contains("), wanted as materialized (");
    }

    @Test
    void a_warm_store_loses_its_fence_to_a_revocation_by_another() {
        for (int keyId = 1; keyId <= ROUNDS; keyId++) {
            register(keyId % 2 == 0 ? store : other, keyId);
            assertThat(append(store, signed(stream, keyId))).first().asString().startsWith("accepted");
            assertThat(append(other, signed(sister, keyId))).first().asString().startsWith("accepted");
            assertThat(append(store, signed(stream, keyId))).first().asString().startsWith("accepted");
            assertThat(append(other, signed(sister, keyId))).first().asString().startsWith("accepted");
            (keyId % 3 == 0 ? store : other).agentKeys().revoke(tenant, agent, keyId);

            connections.forget();
            assertThat(append(store, signed(stream, keyId))).containsExactly(revoked(keyId));
            assertThat(connections.sent().get(0)).as("it was guessed").startsWith("with moment as");
            assertThat(append(other, signed(sister, keyId))).containsExactly(revoked(keyId));
        }
    }

    @Test
    void what_one_stream_of_a_tenant_has_found_out_the_others_know() {
        register(other, 1);
        warmUp();
        register(other, 2);
        assertThat(append(store, signed(stream, 2))).containsExactly("accepted 3");

        connections.forget();
        assertThat(append(store, signed(sister, 2))).containsExactly("accepted 3");

        assertThat(connections.sent()).hasSize(1);
    }

    @Test
    void an_agent_must_sign_once_another_store_registers_its_key() {
        UUID newcomer = UUID.randomUUID();
        for (int i = 1; i <= 2; i++) {
            assertThat(append(store, event(stream).agent(newcomer).candidate())).containsExactly("accepted " + i);
        }
        other.agentKeys().register(new AgentKey(tenant, newcomer, 1, publicKey(1)));

        connections.forget();
        assertThat(append(store, event(stream).agent(newcomer).candidate()))
                .containsExactly("rejected signature_required");

        assertThat(connections.sent().get(0)).as("it was guessed").startsWith("with moment as");
    }

    @Test
    void a_validity_period_is_judged_by_the_stored_time() {
        Instant end = Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MICROS);
        other.agentKeys().register(new AgentKey(tenant, agent, 1, publicKey(1), null, end, null));
        register(other, 2);
        warmUp(2);

        connections.forget();
        assertThat(append(store, signed(stream, 1))).containsExactly("accepted 3");
        assertThat(connections.sent().get(0)).as("nothing is guessed").isEqualTo("begin");
        Samples.execute(
                dataSource(),
                "update sequencer.stream_heads set last_sequenced_at = timestamptz '" + end
                        + "' - interval '1 microsecond'");
        assertThat(append(store, signed(stream, 1))).containsExactly("accepted 4");
        assertThat(Samples.readAll(store, stream).get(3).sequencedAt()).isEqualTo(end.minus(1, ChronoUnit.MICROS));
        Samples.execute(dataSource(), "update sequencer.stream_heads set last_sequenced_at = '" + end + "'");
        assertThat(append(store, signed(stream, 1)))
                .containsExactly("rejected agent_key_invalid: key 1 of agent " + agent + " has expired");

        connections.forget();
        assertThat(append(store, signed(stream, 2))).containsExactly("accepted 5");
        assertThat(connections.sent())
                .as("the agent's other key is not the issue")
                .hasSize(1);
    }

    @Test
    void a_stream_made_at_the_moment_of_a_revocation_is_bound_by_it() {
        for (int round = 0; round < ROUNDS; round++) {
            openNextTenant();
            register(store, 1);
            EventStore revoker = round % 2 == 0 ? store : other;
            Race.run(List.of(
                    () -> Eventually.answered(() -> append(store, signed(stream, 1))),
                    () -> Eventually.answered(() -> append(other, signed(sister, 1))),
                    () -> Eventually.answered(() -> append(other, signed(stream, 1))),
                    () -> List.of(revoker.agentKeys()
                            .revoke(tenant, agent, 1)
                            .orElseThrow()
                            .toString())));

            for (EventStore each : List.of(store, other)) {
                assertThat(append(each, signed(stream, 1))).containsExactly(revoked(1));
                assertThat(append(each, signed(sister, 1))).containsExactly(revoked(1));
            }
            assertThat(epochs()).containsExactly("2");
        }
    }

    /** The tenant is new. */
    @Test
    void a_stream_made_during_the_first_registration_is_bound_by_it() {
        for (int round = 0; round < ROUNDS; round++) {
            openNextTenant();
            EventStore registrar = round % 2 == 0 ? store : other;
            Race.run(List.of(
                    () -> Eventually.answered(
                            () -> append(store, event(stream).agent(agent).candidate())),
                    () -> Eventually.answered(
                            () -> append(other, event(sister).agent(agent).candidate())),
                    () -> List.of(register(registrar, 1).toString())));

            for (EventStore each : List.of(store, other)) {
                for (StreamId made : List.of(stream, sister)) {
                    assertThat(append(each, event(made).agent(agent).candidate()))
                            .containsExactly("rejected signature_required");
                    assertThat(append(each, signed(made, 1))).first().asString().startsWith("accepted");
                }
            }
            assertThat(epochs()).containsExactly("1");
        }
    }

    @Test
    void a_new_stream_begins_at_the_epoch_of_its_tenant() {
        register(other, 1);
        register(other, 2);
        assertThat(append(store, signed(stream, 1))).containsExactly("accepted 1");
        assertThat(append(store, signed(stream, 1))).containsExactly("accepted 2");

        assertThat(epochs()).containsExactly("2");
    }

    /** A backup is restored, in which the last changes had not been made; others take their place. */
    @Test
    void keys_of_a_history_that_is_no_more_are_forgotten() {
        register(store, 1);
        register(store, 2);
        warmUp(2);
        Samples.execute(dataSource(), "delete from sequencer.agent_keys where key_id = 2");
        Samples.execute(dataSource(), "update sequencer.key_epochs set epoch = 1 where tenant_id = '" + tenant + "'");
        Samples.execute(dataSource(), "update sequencer.stream_heads set key_epoch = 1 where key_epoch = 2");

        assertThat(append(store, signed(stream, 2)))
                .containsExactly("rejected agent_key_invalid: key 2 of agent " + agent + " is unknown");
        assertThat(append(store, signed(stream, 1))).containsExactly("accepted 3");
        assertThat(store.agentKeys().keys(tenant, agent))
                .extracting(AgentKey::keyId)
                .containsExactly(1L);
    }

    @Test
    void what_changes_nothing_takes_nothing_from_anybody() {
        register(store, 1);
        store.agentKeys().revoke(tenant, agent, 1);
        append(store, unsigned(stream));
        append(store, unsigned(stream));

        register(other, 1);
        other.agentKeys().revoke(tenant, agent, 1);
        other.agentKeys().revoke(tenant, agent, 2);
        connections.forget();
        append(store, unsigned(stream));

        assertThat(connections.sent()).hasSize(1);
    }

    /** It may not be half done, nor hold up the tenant's other streams forever while it waits for one. */
    @Test
    void a_revocation_that_does_not_get_all_streams_changes_nothing() throws SQLException {
        EventStore hasty = closedAfterwards(PostgresEventStore.builder(place())
                .lockTimeout(Duration.ofMillis(50))
                .idleInTransactionTimeout(Duration.ofMillis(300))
                .retryFor(Duration.ofMillis(100))
                .open());
        register(store, 1);
        warmUp(1);
        try (Connection held = dataSource().getConnection();
                Statement statement = held.createStatement()) {
            held.setAutoCommit(false);
            statement.execute("""
                    select from sequencer.stream_heads natural join sequencer.stream_ids
                    where store_id = '%s' for update
                    """.formatted(stream.storeId()));
            assertThatThrownBy(() -> hasty.agentKeys().revoke(tenant, agent, 1))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessage("the database cannot be reached or is busy");

            assertThat(Eventually.answered(() -> append(store, signed(sister, 1))))
                    .containsExactly("accepted 3");
        }
        assertThat(epochs()).containsExactly("1");
        assertThat(append(store, signed(stream, 1))).containsExactly("accepted 3");
        assertThat(hasty.agentKeys().revoke(tenant, agent, 1)).isPresent();
        assertThat(append(store, signed(stream, 1))).containsExactly(revoked(1));
    }

    @Test
    void looking_up_keys_of_an_unknown_agent_again_is_one_query() {
        register(other, 1);
        connections.forget();

        assertThat(store.agentKeys().keys(tenant, UUID.randomUUID())).isEmpty();
        assertThat(store.agentKeys().keys(tenant, agent)).hasSize(1);

        assertThat(connections.sent().stream().filter(sql -> sql.startsWith("select")))
                .hasSize(2);
    }

    /** Every batch of signed events asks for the keys of its signatures. */
    @Test
    void a_key_that_is_known_is_found_without_asking_the_database() {
        AgentKey key = register(other, 1);
        connections.forget();
        assertThat(store.agentKeys().key(tenant, agent, 1)).contains(key);
        assertThat(connections.sent().stream().filter(sql -> sql.startsWith("select")))
                .hasSize(1);

        connections.forget();
        assertThat(store.agentKeys().key(tenant, agent, 1)).contains(key);
        assertThat(connections.sent()).isEmpty();

        AgentKey second = register(other, 2);
        assertThat(store.agentKeys().key(tenant, agent, 2)).contains(second);
        assertThat(store.agentKeys().key(tenant, agent, 3)).isEmpty();
    }

    private void openNextTenant() {
        tenant = UUID.randomUUID();
        stream = streamOfTenant();
        sister = streamOfTenant();
    }

    private void warmUp() {
        warmUp(1);
    }

    @Test
    void of_a_key_from_before_it_is_not_said_on_whose_word_it_came() {
        AgentKey first = register(store, 1).registeredBy(KeyAuthority.FIRST);
        assertThat(recorded()).containsExactly("nothing");
        assertThat(other.agentKeys().keys(tenant, agent))
                .containsExactly(first.registeredBy(KeyAuthority.UNRECORDED));
        AgentKey second = new AgentKey(tenant, agent, 2, publicKey(2)).registeredBy(new KeyAuthority.Key(1));
        assertThat(other.agentKeys().register(second)).isEqualTo(second);
        assertThat(recorded()).containsExactly("nothing", "key:1");
    }

    @Test
    void a_word_that_is_none_is_damage() {
        register(store, 1);
        Samples.execute(
                dataSource(),
                "update sequencer.agent_keys set registered_by = 'me' where tenant_id = '" + tenant + "'");
        assertThatThrownBy(() -> open().agentKeys().keys(tenant, agent))
                .isInstanceOf(StoreFailedException.class)
                .hasMessageContaining("key 1 of agent " + agent);
    }

    private List<String> recorded() {
        return Samples.query(
                dataSource(),
                "select coalesce(registered_by, 'nothing') from sequencer.agent_keys where tenant_id = '" + tenant + "' order by key_id");
    }

    /** Appends to both streams until the store guesses. */
    private void warmUp(long keyId) {
        for (StreamId each : List.of(stream, sister)) {
            append(store, signed(each, keyId));
            append(store, signed(each, keyId));
        }
    }

    private AgentKey register(EventStore any, long keyId) {
        return any.agentKeys().register(new AgentKey(tenant, agent, keyId, publicKey(keyId)));
    }

    private StreamId streamOfTenant() {
        return new StreamId(tenant, UUID.randomUUID());
    }

    private AdmittedEvent signed(StreamId which, long keyId) {
        return event(which).agent(agent).signedBy(keyId).candidate();
    }

    /** Of an agent without keys. */
    private static AdmittedEvent unsigned(StreamId which) {
        return event(which).candidate();
    }

    private String revoked(long keyId) {
        return "rejected agent_key_invalid: key " + keyId + " of agent " + agent + " is revoked";
    }

    /** The epochs of the tenant and of its streams, each once. */
    private List<String> epochs() {
        return Samples.query(dataSource(), """
                select epoch from sequencer.key_epochs where tenant_id = '%1$s'
                union
                select key_epoch from sequencer.stream_heads natural join sequencer.stream_ids
                where tenant_id = '%1$s'
                """.formatted(tenant));
    }

    private static Ed25519PublicKey publicKey(long number) {
        byte[] bytes = new byte[Ed25519PublicKey.LENGTH];
        bytes[0] = (byte) number;
        return Ed25519PublicKey.of(bytes);
    }
}
