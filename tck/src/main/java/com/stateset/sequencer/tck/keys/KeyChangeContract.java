package com.stateset.sequencer.tck.keys;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.Race;
import com.stateset.sequencer.tck.Retrying;
import com.stateset.sequencer.tck.StoreContract;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever was done to a key, in whichever store, binds every append that begins after. */
public abstract class KeyChangeContract extends StoreContract {

    private static final int ROUNDS = 25;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final UUID agent = UUID.randomUUID();

    @Test
    void a_revocation_elsewhere_binds_the_very_next_append() {
        StreamId stream = newStream();
        StreamId sister = new StreamId(stream.tenantId(), UUID.randomUUID());
        List<EventStore> stores = List.of(store(), openAnother());
        for (int keyId = 1; keyId <= ROUNDS; keyId++) {
            EventStore here = stores.get(keyId % 2);
            EventStore there = stores.get(1 - keyId % 2);
            registerKey(stream, agent, keyId);
            for (StreamId each : List.of(stream, sister)) {
                assertThat(saidBy(here, signed(each, keyId))).startsWith("accepted");
                assertThat(saidBy(there, signed(each, keyId))).startsWith("accepted");
                // Whatever is to be remembered of the stream is remembered now.
                assertThat(saidBy(here, signed(each, keyId))).startsWith("accepted");
            }
            there.agentKeys().revoke(stream.tenantId(), agent, keyId);
            String refused = "rejected agent_key_invalid: key " + keyId + " of agent " + agent + " is revoked";
            for (StreamId each : List.of(stream, new StreamId(stream.tenantId(), UUID.randomUUID()), sister)) {
                assertThat(saidBy(here, signed(each, keyId))).isEqualTo(refused);
                assertThat(saidBy(there, signed(each, keyId))).isEqualTo(refused);
            }
        }
    }

    @Test
    void a_registration_elsewhere_binds_the_very_next_append() {
        StreamId stream = newStream();
        List<EventStore> stores = List.of(store(), openAnother());
        for (int round = 1; round <= ROUNDS; round++) {
            EventStore here = stores.get(round % 2);
            EventStore there = stores.get(1 - round % 2);
            UUID newcomer = UUID.randomUUID();
            for (int i = 0; i < 2; i++) {
                assertThat(saidBy(here, event(stream).agent(newcomer).candidate()))
                        .startsWith("accepted");
                assertThat(saidBy(
                                here, event(stream).agent(newcomer).signedBy(1).candidate()))
                        .endsWith("is unknown");
            }
            there.agentKeys().register(new AgentKey(stream.tenantId(), newcomer, 1, publicKey(1)));
            StreamId younger = new StreamId(stream.tenantId(), UUID.randomUUID());
            for (StreamId each : List.of(stream, younger)) {
                assertThat(saidBy(here, event(each).agent(newcomer).candidate()))
                        .isEqualTo("rejected signature_required");
                assertThat(saidBy(here, event(each).agent(newcomer).signedBy(1).candidate()))
                        .startsWith("accepted");
            }
        }
    }

    /**
     * What holds of a revocation under load: an append that begins after it has returned accepts nothing of that key, and what
     * was accepted before was sequenced no later than the key was revoked.
     */
    @Test
    @Timeout(120)
    void nothing_is_accepted_after_a_revocation_racing_with_appends() {
        EventStore another = openAnother();
        StreamId stream = newStream();
        StreamId sister = new StreamId(stream.tenantId(), UUID.randomUUID());
        for (int round = 1; round <= ROUNDS; round++) {
            registerKey(stream, agent, round);
            KeyRace race = new KeyRace(round);
            Race.run(List.of(
                    race.writer(store(), () -> stream),
                    race.writer(another, () -> stream),
                    race.writer(store(), () -> sister),
                    race.writer(another, () -> new StreamId(stream.tenantId(), UUID.randomUUID())),
                    race.revoker(round % 2 == 0 ? store() : another, stream.tenantId())));
        }
    }

    /** Some that append events of one key until one is answered that it is revoked, and one that revokes it. */
    private final class KeyRace {

        private final long keyId;
        private final AtomicInteger appended = new AtomicInteger();
        private final AtomicReference<AgentKey> revoked = new AtomicReference<>();

        KeyRace(long keyId) {
            this.keyId = keyId;
        }

        Callable<Boolean> writer(EventStore mine, Supplier<StreamId> streams) {
            return () -> {
                List<Outcome.Accepted> accepted = new ArrayList<>();
                while (true) {
                    boolean isLate = revoked.get() != null;
                    StreamId stream = streams.get();
                    AppendResult answer =
                            retrying(mine, List.of(batch(event(stream).candidate(), signed(stream, keyId))));
                    assertThat(said(answer)).first().asString().startsWith("accepted");
                    appended.incrementAndGet();
                    if (!(answer.outcomes().get(1) instanceof Outcome.Accepted one)) {
                        assertThat(said(answer).get(1)).endsWith("key " + keyId + " of agent " + agent + " is revoked");
                        break;
                    }
                    assertThat(isLate)
                            .as("accepted by an append that began after the revocation")
                            .isFalse();
                    accepted.add(one);
                }
                Retrying.await("the revocation", LIMIT, () -> revoked.get() != null);
                Instant revokedAt = Objects.requireNonNull(
                        Objects.requireNonNull(revoked.get()).revokedAt());
                assertThat(accepted)
                        .allSatisfy(one -> assertThat(one.sequencedAt()).isBeforeOrEqualTo(revokedAt));
                return true;
            };
        }

        Callable<Boolean> revoker(EventStore mine, UUID tenant) {
            return () -> {
                Retrying.await("the first appends", LIMIT, () -> appended.get() >= keyId);
                revoked.set(mine.agentKeys().revoke(tenant, agent, keyId).orElseThrow());
                return true;
            };
        }
    }

    private AdmittedEvent signed(StreamId stream, long keyId) {
        return event(stream).agent(agent).signedBy(keyId).candidate();
    }

    private static String saidBy(EventStore store, AdmittedEvent candidate) {
        return said(retrying(store, List.of(batch(candidate)))).get(0);
    }
}
