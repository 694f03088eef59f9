package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.event.BatchRule;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.ingest.IngestBatch;
import com.stateset.sequencer.ingest.PayloadRule;
import com.stateset.sequencer.spi.AdmittedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private static final String AS_SENT_HASH = "741c741cd4ec1eab96d9f8e604f598203763ad4d76db36c2e3e05499e4701972";
    private static final String CANONICAL_HASH = "7e056780256ecb4821910a2bc84161ed6cd3b87dbae34baa52ec84ebc6fca3fa";

    /** Marks what counts only if the event is no replay. */
    private static final UUID UNLESS_REPLAY = UUID.randomUUID();

    private final StreamId stream = Samples.stream();
    private final MemoryStore store = new MemoryStore();
    private final Admission admission = new Admission(
            10, 100, store.agentKeys(), SignatureVerifier.bouncyCastle(), PayloadRule.NONE, UnaryOperator.identity());

    @Test
    void a_valid_event_is_left_to_the_log() {
        assertThat(reasons(Samples.order("o-1").build())).containsExactly("to append");
    }

    @Test
    void names_are_bounded_in_code_points() {
        assertThat(reasons(order("", "1"))).containsExactly("schema_validation: entity_type is empty");
        assertThat(reasons(order("t", "😀".repeat(512)), order("t", "😀".repeat(513))))
                .containsExactly(
                        "to append", "schema_validation: entity_id has 513 characters; at most 512 are allowed");
        assertThat(reasons(order("t\0", "1")))
                .containsExactly("schema_validation: entity_type holds the character U+0000");
        assertThat(reasons(order("t", "\ud800")))
                .containsExactly("schema_validation: entity_id holds a lone surrogate");
        assertThat(reasons(Samples.order("o").eventType("x".repeat(257)).build()))
                .containsExactly("schema_validation: event_type has 257 characters; at most 256 are allowed");
    }

    @Test
    void created_at_is_rfc_3339() {
        for (String good :
                List.of("2024-02-29T23:59:60Z", "2025-01-01t00:00:00.123456789012z", "2025-01-01T00:00:00-23:59")) {
            assertThat(reasons(at(good))).as(good).containsExactly("to append");
        }
        for (String bad : List.of(
                "2025-02-29T00:00:00Z",
                "2025-01-01",
                "2025-01-01T24:00:00Z",
                "2025-13-01T00:00:00Z",
                "2025-01-01 00:00:00Z",
                "2025-01-01T00:00:00",
                "2025-01-01T00:00:00+24:00",
                "2025-01-01T00:00:00.Z",
                "2025-01-01T00:00:00.5",
                "2025-00-01T00:00:00Z",
                "2025-01-00T00:00:00Z",
                "2025-01-01T00:00:61Z",
                "2025-01-01T00:60:00Z",
                "2025-01-01T00:00:00ZZ",
                "",
                "2025-01-01T00:00:00+01:00Z",
                "2025-01-01T00:00:00+0100",
                "1900-02-29T00:00:00Z",
                "٢٠٢٥-01-01T00:00:00Z")) {
            assertThat(reasons(at(bad)))
                    .as(bad)
                    .containsExactly(
                            "schema_validation: created_at is not an RFC 3339 date-time such as 2026-01-02T03:04:05Z");
        }
        assertThat(reasons(at("2025-01-01T00:00:00." + "1".repeat(60) + "Z")))
                .containsExactly("schema_validation: created_at has 81 characters; at most 64 are allowed");
    }

    @Test
    void a_base_version_is_not_negative() {
        assertThat(reasons(Samples.order("o").baseVersion(-1L).build()))
                .containsExactly("schema_validation: base_version -1 is negative");
    }

    @Test
    void payloads_are_strict_and_bounded() {
        assertThat(reasons(Samples.order("o").payload("{\"a\":1,\"a\":2}").build()))
                .containsExactly("schema_validation: payload $.a: duplicate member name");
        assertThat(reasons(
                        Samples.order("o").payload("\"" + "x".repeat(99) + "\"").build()))
                .containsExactly("schema_validation: payload has 101 bytes; at most 100 are allowed");
        assertThat(reasons(
                        Samples.order("o").payload("[1e20,1e20,1e20,1e20,1e20]").build()))
                .containsExactly("schema_validation: payload has 111 bytes as canonical JSON; at most 100 are allowed");
    }

    @Test
    void both_payload_hashes_are_accepted_with_and_without_0x() {
        NewEvent.Builder event = Samples.order("o").payload("{\"b\":10.0,\"a\":1}");
        assertThat(reasons(
                        event.payloadHash(CANONICAL_HASH).build(),
                        event.payloadHash("0x" + AS_SENT_HASH).build(),
                        event.payloadHash("0".repeat(64)).build(),
                        event.payloadHash("abc").build()))
                .containsExactly("to append", "to append", "invalid_payload_hash", "invalid_payload_hash");
    }

    @Test
    void form_goes_before_payload_and_payload_before_hashes() {
        NewEvent.Builder event = Samples.order("o").payload("{").payloadHash("0".repeat(64));
        assertThat(reasons(event.build()).get(0)).startsWith("schema_validation: payload $");
        assertThat(reasons(event.eventType("").build())).containsExactly("schema_validation: event_type is empty");
    }

    @Test
    void what_any_log_would_reject_is_found_without_one() {
        Admission.requireValid(
                stream, Samples.order("o").payload('"' + "x".repeat(200) + '"').build());
        for (NewEvent bad : List.of(
                order("", "1"), at("yesterday"), Samples.order("o").payload("{").build())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Admission.requireValid(stream, bad))
                    .satisfies(refused ->
                            assertThat(reasons(bad)).containsExactly("schema_validation: " + refused.getMessage()));
        }
        NewEvent otherHash = Samples.order("o").payloadHash("0".repeat(64)).build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Admission.requireValid(stream, otherHash))
                .withMessage("payload_hash is not the hash of the payload");
    }

    @Test
    void an_event_comes_from_the_agent_that_sends_the_batch() {
        UUID agent = UUID.randomUUID();
        NewEvent own = Samples.order("o").sourceAgent(agent).build();
        PendingBatch admitted = admission.admit(
                new IngestBatch(stream, List.of(own, Samples.order("p").build()), agent), 0);
        assertThat(reasons(admitted))
                .containsExactly(
                        "to append", "schema_validation: source_agent is not the agent that sends the batch, " + agent);
    }

    @Test
    void the_events_of_a_command_stand_next_to_each_other() {
        UUID command = UUID.randomUUID();
        NewEvent.Builder event = Samples.order("o").commandId(command);
        String scattered = "unless replay: schema_validation: command_id " + command
                + " names events that do not stand next to each other in the batch";
        assertThat(reasons(event.build(), Samples.order("x").build(), event.build()))
                .containsExactly(scattered, "to append", scattered);
    }

    @Test
    void new_siblings_of_a_refused_event_are_refused_with_it() {
        UUID command = UUID.randomUUID();
        NewEvent bad = order("", "1", command);
        String sibling =
                "unless replay: command_rejected: " + bad.eventId() + " schema_validation: entity_type is empty";
        assertThat(reasons(order("t", "1", command), bad, order("t", "2", command)))
                .containsExactly(sibling, "schema_validation: entity_type is empty", sibling);
    }

    @Test
    void a_batch_is_bounded() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> admission.requireSize(IngestBatch.of(stream, Samples.orders(11))))
                .withMessage("events holds 11 events; at most 10 are allowed in a batch");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IngestBatch.of(stream, List.of()))
                .withMessage("events is empty");
    }

    @Test
    void a_chained_batch_hands_a_refusal_on_to_later_events() {
        NewEvent bad = Samples.order("o").createdAt("yesterday").build();
        IngestBatch batch = IngestBatch.of(
                stream,
                List.of(order("order", "p"), bad, order("order", "o"), order("cart", "o"), order("order", "o")));
        assertThat(batchProblems(batch.rule(BatchRule.CHAINED)))
                .containsExactly(
                        null,
                        new Rejection.PredecessorRejected(bad.eventId()),
                        null,
                        new Rejection.PredecessorRejected(bad.eventId()));
        assertThat(batchProblems(batch)).containsOnlyNulls();
    }

    private List<@Nullable Rejection> batchProblems(IngestBatch batch) {
        List<@Nullable Rejection> problems = new ArrayList<>();
        admission.admit(batch, 0).append().events().forEach(event -> problems.add(event.batchProblem()));
        return problems;
    }

    private static NewEvent order(String type, String id) {
        return Samples.order("o").entity(type, id).build();
    }

    private static NewEvent order(String type, String id, UUID command) {
        return Samples.order("o").entity(type, id).commandId(command).build();
    }

    private static NewEvent at(String createdAt) {
        return Samples.order("o").createdAt(createdAt).build();
    }

    private List<String> reasons(NewEvent... events) {
        return reasons(admission.admit(IngestBatch.of(stream, List.of(events)), 0));
    }

    private static List<String> reasons(PendingBatch batch) {
        List<AdmittedEvent> toAppend = batch.needsAppend() ? batch.append().events() : List.of();
        return batch
                .receiptOf(
                        toAppend.stream().map(AdmissionTest::outcome).toList(),
                        Samples.signer().current(batch.stream()))
                .outcomes()
                .stream()
                .map(outcome -> outcome instanceof Outcome.Rejected rejected
                        ? rejected.rejection().reason().replace("command_rejected: " + UNLESS_REPLAY, "unless replay:")
                        : "to append")
                .toList();
    }

    /** What is against an event unless it is a replay, in the place of its outcome. */
    private static Outcome outcome(AdmittedEvent event) {
        UUID id = event.event().eventId();
        if (!event.hasProblem()) {
            return new Outcome.Accepted(id, 1, Instant.EPOCH, event.signingHash(), 0);
        }
        Rejection problem = event.signatureProblem() != null ? event.signatureProblem() : event.commandProblem();
        return new Outcome.Rejected(id, new Rejection.CommandRejected(UNLESS_REPLAY, Objects.requireNonNull(problem)));
    }
}
