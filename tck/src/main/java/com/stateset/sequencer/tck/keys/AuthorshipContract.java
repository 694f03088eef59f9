package com.stateset.sequencer.tck.keys;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.EventBuilder;
import com.stateset.sequencer.tck.Retrying;
import com.stateset.sequencer.tck.StoreContract;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every event is judged by the keys of its agent, as they are at the moment of its sequencing. */
public abstract class AuthorshipContract extends StoreContract {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Instant MOMENT = Instant.parse("2026-01-02T03:04:05.678901Z");
    private static final Rejection FORGED = new Rejection.InvalidSignature("the signature is not the key's");

    private final UUID agent = UUID.randomUUID();

    @Test
    void no_event_is_accepted_unsigned_for_an_agent_that_has_a_key() {
        List<Function<UUID, AgentKey>> kinds = List.of(
                tenant -> key(tenant, 1, null, null),
                tenant -> key(tenant, 1, null, MOMENT),
                tenant -> key(tenant, 1, Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.MICROS), null));
        for (Function<UUID, AgentKey> kind : kinds) {
            StreamId stream = newStream();
            StreamId sister = new StreamId(stream.tenantId(), UUID.randomUUID());
            StreamId foreign = new StreamId(UUID.randomUUID(), stream.storeId());
            for (StreamId each : List.of(stream, sister, foreign)) {
                assertThat(said(append(unsigned(each)))).containsExactly("accepted 1");
            }
            store().agentKeys().register(kind.apply(stream.tenantId()));
            StreamId younger = new StreamId(stream.tenantId(), UUID.randomUUID());
            for (StreamId each : List.of(stream, sister, younger)) {
                assertThat(said(append(unsigned(each)))).containsExactly("rejected signature_required");
                assertThat(said(append(event(each).candidate())))
                        .first()
                        .asString()
                        .startsWith("accepted");
            }
            assertThat(said(append(unsigned(foreign)))).containsExactly("accepted 2");
            store().agentKeys().revoke(stream.tenantId(), agent, 1);
            assertThat(said(append(unsigned(stream)))).containsExactly("rejected signature_required");
            assertThat(said(append(unsigned(foreign)))).containsExactly("accepted 3");
        }
    }

    @Test
    void only_a_good_key_of_the_agent_in_the_tenant_counts() {
        StreamId stream = newStream();
        UUID tenant = stream.tenantId();
        Instant later = Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.MICROS);
        store().agentKeys().register(key(tenant, 1, null, null));
        store().agentKeys().register(key(tenant, 2, MOMENT, later));
        store().agentKeys().register(key(tenant, 3, null, null));
        store().agentKeys().revoke(tenant, agent, 3);
        store().agentKeys().register(key(tenant, 4, MOMENT.minusSeconds(1), MOMENT));
        store().agentKeys().register(key(tenant, 5, later, null));
        store().agentKeys().register(new AgentKey(tenant, UUID.randomUUID(), 6, publicKey(6)));
        store().agentKeys().register(key(UUID.randomUUID(), 7, null, null));
        AdmittedEvent stranger =
                event(stream).agent(UUID.randomUUID()).signedBy(1).candidate();
        String key = "rejected agent_key_invalid: key ";
        assertThat(said(append(
                        signed(stream, 1),
                        signed(stream, 2),
                        signed(stream, 3),
                        signed(stream, 4),
                        signed(stream, 5),
                        signed(stream, 6),
                        signed(stream, 7),
                        signed(stream, 0),
                        stranger,
                        unsigned(stream),
                        event(stream).candidate(),
                        signed(stream, 1))))
                .containsExactly(
                        "accepted 1",
                        "accepted 2",
                        key + "3 of agent " + agent + " is revoked",
                        key + "4 of agent " + agent + " has expired",
                        key + "5 of agent " + agent + " is not valid yet",
                        key + "6 of agent " + agent + " is unknown",
                        key + "7 of agent " + agent + " is unknown",
                        key + "0 of agent " + agent + " is unknown",
                        key + "1 of agent " + stranger.event().sourceAgent() + " is unknown",
                        "rejected signature_required",
                        "accepted 3",
                        "accepted 4");
    }

    @Test
    void a_key_expires_by_the_moment_of_sequencing() {
        StreamId stream = newStream();
        Instant end = Instant.now().plusMillis(300).truncatedTo(ChronoUnit.MICROS);
        store().agentKeys().register(key(stream.tenantId(), 1, null, end));
        List<Outcome> accepted = new ArrayList<>();
        Retrying.await("the end of the key", LIMIT, () -> {
            AppendResult answer = append(signed(stream, 1));
            if (said(answer).get(0).startsWith("accepted")) {
                return !accepted.addAll(answer.outcomes());
            }
            assertThat(said(answer))
                    .containsExactly("rejected agent_key_invalid: key 1 of agent " + agent + " has expired");
            return true;
        });
        assertThat(accepted)
                .allSatisfy(outcome -> assertThat(sequencedAt(outcome)).isBefore(end));
        assertThat(said(append(signed(stream, 1)))).first().asString().endsWith("has expired");
    }

    @Test
    void a_key_begins_by_the_moment_of_sequencing() {
        StreamId stream = newStream();
        Instant start = Instant.now().plusMillis(300).truncatedTo(ChronoUnit.MICROS);
        store().agentKeys().register(key(stream.tenantId(), 1, start, null));
        AtomicReference<Outcome> accepted = new AtomicReference<>();
        Retrying.await("the beginning of the key", LIMIT, () -> {
            AppendResult answer = append(signed(stream, 1));
            if (said(answer).get(0).startsWith("accepted")) {
                accepted.set(answer.outcomes().get(0));
                return true;
            }
            assertThat(said(answer))
                    .containsExactly("rejected agent_key_invalid: key 1 of agent " + agent + " is not valid yet");
            return false;
        });
        assertThat(sequencedAt(Objects.requireNonNull(accepted.get()))).isAfterOrEqualTo(start);
        assertThat(said(append(signed(stream, 1)))).containsExactly("accepted 2");
    }

    @Test
    void what_a_key_signed_before_it_was_revoked_is_still_a_duplicate() {
        StreamId stream = newStream();
        AdmittedEvent unsigned = unsigned(stream);
        append(unsigned);
        registerKey(stream, agent, 1);
        AdmittedEvent signed = signed(stream, 1);
        Outcome.Accepted first = (Outcome.Accepted) append(signed).outcomes().get(0);
        store().agentKeys().revoke(stream.tenantId(), agent, 1);
        Outcome again = new Outcome.Duplicate(
                first.eventId(), 2, first.sequencedAt(), signed.signingHash(), first.sequencerKeyVersion());
        for (EventStore each : List.of(store(), openAnother())) {
            AppendResult answer = each.append(List.of(batch(
                            signed,
                            unsigned,
                            signed(stream, 1),
                            event(stream)
                                    .id(first.eventId())
                                    .agent(agent)
                                    .signedBy(2)
                                    .candidate())))
                    .get(0);
            assertThat(answer.outcomes().get(0)).isEqualTo(again);
            assertThat(said(answer))
                    .containsExactly(
                            "duplicate 2",
                            "duplicate 1",
                            "rejected agent_key_invalid: key 1 of agent " + agent + " is revoked",
                            "rejected duplicate_event_id");
        }
    }

    @Test
    void a_signature_is_judged_after_replay_and_key_before_the_rest() {
        StreamId stream = newStream();
        registerKey(stream, agent, 1);
        UUID id = UUID.randomUUID();
        append(signedEvent(stream, 1).id(id).candidate());
        Rejection torn = new Rejection.SchemaValidation("the command is torn");
        assertThat(said(append(
                        signedEvent(stream, 1).signatureProblem(FORGED).candidate(),
                        signedEvent(stream, 2).signatureProblem(FORGED).candidate(),
                        signedEvent(stream, 1)
                                .signatureProblem(FORGED)
                                .commandProblem(torn)
                                .baseVersion(9L)
                                .candidate(),
                        signedEvent(stream, 1)
                                .commandProblem(torn)
                                .baseVersion(9L)
                                .candidate(),
                        signedEvent(stream, 1).id(id).signatureProblem(FORGED).candidate(),
                        signedEvent(stream, 1)
                                .id(id)
                                .payload("0")
                                .signatureProblem(FORGED)
                                .candidate(),
                        signed(stream, 1))))
                .containsExactly(
                        "rejected invalid_signature",
                        "rejected agent_key_invalid: key 2 of agent " + agent + " is unknown",
                        "rejected invalid_signature",
                        "rejected schema_validation: the command is torn",
                        "duplicate 1",
                        "rejected duplicate_event_id",
                        "accepted 2");
    }

    @Test
    void a_payload_is_judged_after_replay_and_authorship() {
        StreamId stream = newStream();
        registerKey(stream, agent, 1);
        UUID id = UUID.randomUUID();
        append(signedEvent(stream, 1).id(id).candidate());
        Rejection unfit = new Rejection.SchemaViolation("/total: is missing");
        Rejection torn = new Rejection.SchemaValidation("the command is torn");
        assertThat(said(append(
                        signedEvent(stream, 1).payloadProblem(unfit).candidate(),
                        signedEvent(stream, 2).payloadProblem(unfit).candidate(),
                        signedEvent(stream, 1)
                                .payloadProblem(unfit)
                                .signatureProblem(FORGED)
                                .candidate(),
                        signedEvent(stream, 1)
                                .payloadProblem(unfit)
                                .commandProblem(torn)
                                .baseVersion(9L)
                                .candidate(),
                        signedEvent(stream, 1).id(id).payloadProblem(unfit).candidate(),
                        signed(stream, 1))))
                .containsExactly(
                        "rejected schema_violation: /total: is missing",
                        "rejected agent_key_invalid: key 2 of agent " + agent + " is unknown",
                        "rejected invalid_signature",
                        "rejected schema_violation: /total: is missing",
                        "duplicate 1",
                        "accepted 2");
    }

    @Test
    void an_event_of_a_bad_key_takes_its_command_with_it() {
        StreamId stream = newStream();
        registerKey(stream, agent, 1);
        UUID command = UUID.randomUUID();
        AdmittedEvent bad = signedEvent(stream, 2).command(command).candidate();
        String unknown = "agent_key_invalid: key 2 of agent " + agent + " is unknown";
        assertThat(said(append(
                        event(stream).candidate(),
                        signedEvent(stream, 1).command(command).candidate(),
                        bad,
                        signed(stream, 1))))
                .containsExactly(
                        "accepted 1",
                        "rejected command_rejected: " + bad.event().eventId() + " " + unknown,
                        "rejected " + unknown,
                        "accepted 2");
        assertThat(said(append(signedEvent(stream, 1).command(command).candidate())))
                .containsExactly("accepted 3");
    }

    private AgentKey key(UUID tenant, long keyId, @Nullable Instant validFrom, @Nullable Instant validTo) {
        return new AgentKey(tenant, agent, keyId, publicKey(keyId), validFrom, validTo, null);
    }

    private EventBuilder signedEvent(StreamId stream, long keyId) {
        return event(stream).agent(agent).signedBy(keyId);
    }

    private AdmittedEvent signed(StreamId stream, long keyId) {
        return signedEvent(stream, keyId).candidate();
    }

    private AdmittedEvent unsigned(StreamId stream) {
        return event(stream).agent(agent).candidate();
    }

    private static Instant sequencedAt(Outcome outcome) {
        return ((Outcome.Stored) outcome).sequencedAt();
    }
}
