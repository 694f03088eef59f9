package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.BatchRule;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.ingest.IngestBatch;
import com.stateset.sequencer.ingest.PayloadRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PayloadRuleTest {

    private static final Rejection UNFIT = new Rejection.SchemaViolation("/total: is missing");

    private final StreamId stream = Samples.stream();
    private final List<Set<String>> asked = new ArrayList<>();
    private boolean isStrict = true;

    private final PayloadRule rule = (tenantId, types) -> {
        assertThat(tenantId).isEqualTo(stream.tenantId());
        asked.add(types);
        return event -> isStrict && event.eventType().equals("bad") ? UNFIT : null;
    };

    private final Sequencer sequencer =
            Sequencer.builder().store(new MemoryStore()).payloadRule(rule).build();

    @AfterEach
    void close() {
        sequencer.close();
    }

    private static NewEvent.Builder event(String type, String entity) {
        return NewEvent.builder().entity("order", entity).eventType(type).payload("{}");
    }

    private List<String> said(BatchRule batchRule, NewEvent... events) {
        return sequencer.ingest(IngestBatch.of(stream, List.of(events), batchRule)).outcomes().stream()
                .map(outcome -> outcome instanceof Outcome.Rejected rejected
                        ? rejected.rejection().code()
                        : outcome.getClass().getSimpleName())
                .toList();
    }

    @Test
    void an_event_that_breaks_the_rule_is_rejected_and_no_other() {
        assertThat(said(
                        BatchRule.INDEPENDENT,
                        event("good", "1").build(),
                        event("bad", "1").build(),
                        event("good", "1").build()))
                .containsExactly("Accepted", "schema_violation", "Accepted");
        assertThat(asked).containsExactly(Set.of("good", "bad"));
    }

    @Test
    void what_is_in_the_log_is_a_replay_whatever_the_rule_has_become() {
        isStrict = false;
        NewEvent sent = event("bad", "1").build();
        assertThat(said(BatchRule.INDEPENDENT, sent)).containsExactly("Accepted");
        isStrict = true;
        assertThat(said(BatchRule.INDEPENDENT, sent, event("bad", "1").build()))
                .containsExactly("Duplicate", "schema_violation");
    }

    @Test
    void a_rejection_takes_command_chain_and_batch_with_it() {
        UUID command = UUID.randomUUID();
        assertThat(said(
                        BatchRule.INDEPENDENT,
                        event("good", "1").commandId(command).build(),
                        event("bad", "1").commandId(command).build()))
                .containsExactly("command_rejected", "schema_violation");
        assertThat(said(
                        BatchRule.CHAINED,
                        event("bad", "1").build(),
                        event("good", "1").build(),
                        event("good", "2").build()))
                .containsExactly("schema_violation", "predecessor_rejected", "Accepted");
        assertThat(said(
                        BatchRule.ATOMIC,
                        event("good", "1").build(),
                        event("bad", "1").build()))
                .containsExactly("batch_rejected", "schema_violation");
    }

    @Test
    void the_sequencers_own_events_are_not_asked_about() {
        said(BatchRule.INDEPENDENT, event("good", "1").build());
        asked.clear();
        sequencer.stream(stream).erase(new EntityRef("order", "1"), "dpo", "asked for");
        assertThat(asked).isEmpty();
    }
}
