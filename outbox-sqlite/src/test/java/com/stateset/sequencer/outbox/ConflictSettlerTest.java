package com.stateset.sequencer.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.sync.BaseVersions;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.sync.agent.SyncAgent;
import com.stateset.sequencer.sync.conflict.Conflict;
import com.stateset.sequencer.sync.conflict.ConflictHandler;
import com.stateset.sequencer.sync.conflict.ConflictPolicies;
import com.stateset.sequencer.sync.conflict.ConflictPolicy;
import com.stateset.sequencer.sync.conflict.ConflictSettler;
import com.stateset.sequencer.sync.conflict.Conflicts;
import com.stateset.sequencer.sync.conflict.Settlement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both tills know version 1 of order a; the other one is faster, and ours has written two events on top. */
class ConflictSettlerTest {

    @TempDir
    private Path folder;

    private final ScriptedServer server = new ScriptedServer();
    private Till ours;
    private Till theirs;
    private LocalEvent mine;
    private LocalEvent behind;

    @BeforeEach
    void conflict() {
        ours = new Till(folder.resolve("ours.db"), server);
        theirs = new Till(folder.resolve("theirs.db"), server);
        write(ours, "a", "{\"price\":1,\"name\":\"x\"}");
        ours.agent().syncOnce();
        theirs.agent().syncOnce();
        mine = write(ours, "a", "{\"price\":1,\"name\":\"mine\"}");
        behind = write(ours, "a", "{\"price\":1,\"name\":\"later\"}");
        write(theirs, "a", "{\"price\":2,\"name\":\"x\"}");
        theirs.agent().syncOnce();
        ours.agent().syncOnce();
        assertThat(ours.state(mine)).isInstanceOf(LocalState.Rejected.class);
    }

    @AfterEach
    void close() {
        ours.close();
        theirs.close();
    }

    @Test
    void a_conflict_has_both_sides_what_was_before_and_what_waits_behind() {
        Conflict conflict = Conflicts.find(ours.outbox(), mine.eventId()).orElseThrow();
        assertThat(conflict.before().map(SequencedEvent::sequenceNumber)).hasValue(1L);
        assertThat(conflict.theirs()).extracting(SequencedEvent::sequenceNumber).containsExactly(2L);
        assertThat(conflict.theirLast().orElseThrow().event().sourceAgent())
                .isEqualTo(theirs.signer().agentId());
        assertThat(conflict.behind()).extracting(LocalEvent::eventId).containsExactly(behind.eventId());
        assertThat(conflict.isOwn() && conflict.isAlone() && conflict.isVersionConflict()).isTrue();
        assertThat(conflict.entityVersion()).isEqualTo(2);
        assertThat(Conflicts.of(ours.outbox())).containsExactly(conflict);
    }

    @Test
    void theirs_gives_up_mine() {
        settle(ConflictPolicies.of(ConflictPolicy.THEIRS));
        assertThat(ours.state(mine)).isEqualTo(new LocalState.Discarded());
        ours.agent().syncOnce();
        // What stood behind was written on top of version 1 as well, and is a conflict of its own now.
        assertThat(payloads()).containsExactly("x 1", "x 2");
        assertThat(ours.state(behind)).isInstanceOf(LocalState.Rejected.class);
        settle(ConflictPolicies.of(ConflictPolicy.MERGE));
        ours.agent().syncOnce();
        assertThat(payloads()).containsExactly("x 1", "x 2", "later 2");
    }

    @Test
    void mine_is_written_anew_on_top() {
        settle(ConflictPolicies.of(ConflictPolicy.ASK).with("order", ConflictPolicy.MINE));
        ours.agent().syncOnce();
        assertThat(payloads()).containsExactly("x 1", "x 2", "mine 1", "later 1");
    }

    @Test
    void a_merge_takes_from_each_side_what_it_has_changed() {
        ConflictSettler settler = settle(ConflictPolicies.of(ConflictPolicy.MERGE));
        assertThat(settler.settled().get(0).how()).isInstanceOf(Settlement.Merged.class);
        ours.agent().syncOnce();
        assertThat(payloads()).containsExactly("x 1", "x 2", "mine 2", "later 1");
    }

    @Test
    void a_merge_stops_at_a_true_conflict() {
        LocalEvent other = write(ours, "b", "{\"price\":5}");
        LocalEvent faster = write(theirs, "b", "{\"price\":6}");
        theirs.agent().syncOnce();
        ours.agent().syncOnce();
        assertThat(ours.state(other)).isInstanceOf(LocalState.Rejected.class);
        ConflictSettler settler = settle(ConflictPolicies.of(ConflictPolicy.ASK).with("order", ConflictPolicy.MERGE));
        assertThat(settler.settled()).hasSize(1);
        assertThat(settler.left()).hasSize(1);
        assertThat(settler.left().get(0).why()).isEqualTo("both sides have changed $.price");
        assertThat(ours.outbox().replica().find(faster.eventId())).isPresent();
    }

    @Test
    void a_program_merges_by_a_function_of_its_own() {
        settle(ConflictPolicies.of(ConflictPolicy.MERGE)
                .merging(conflict -> new Settlement.Merged(CanonicalJson.parse("{\"name\":\"both\",\"price\":9}"))));
        ours.agent().syncOnce();
        assertThat(payloads()).contains("both 9");
    }

    @Test
    void without_an_answer_it_waits_and_is_named() {
        ConflictSettler settler = settle(ConflictPolicies.of(ConflictPolicy.ASK));
        assertThat(settler.settled()).isEmpty();
        assertThat(settler.left()).hasSize(1);
        assertThat(ours.state(mine)).isInstanceOf(LocalState.Rejected.class);
        assertThat(ours.state(behind)).isEqualTo(new LocalState.Blocked());
    }

    @Test
    void what_was_rejected_for_itself_is_settled_by_no_policy() {
        ours.appendBad("c");
        ours.agent().syncOnce();
        ConflictSettler settler = settle(ConflictPolicies.of(ConflictPolicy.THEIRS));
        assertThat(settler.left()).hasSize(1);
        assertThat(settler.left().get(0).why()).startsWith("it was rejected for itself");
    }

    @Test
    void a_merge_that_was_made_for_an_older_version_is_made_anew() {
        List<Long> asked = new ArrayList<>();
        ConflictHandler handler = conflict -> {
            asked.add(conflict.entityVersion());
            if (asked.size() == 1) {
                theirs.agent().syncOnce();
                write(theirs, "a", "{\"price\":3,\"name\":\"x\"}");
                theirs.agent().syncOnce();
                ours.agent().pull();
            }
            return ConflictPolicies.of(ConflictPolicy.MERGE).settle(conflict);
        };
        settle(handler);
        ours.agent().syncOnce();
        assertThat(asked).containsExactly(2L, 3L);
        assertThat(payloads()).containsExactly("x 1", "x 2", "x 3", "mine 3", "later 1");
    }

    @Test
    void an_agent_with_a_handler_settles_and_sends_in_one_attempt() {
        try (SyncAgent agent = SyncAgent.builder(ours.outbox(), server)
                .conflicts(ConflictPolicies.of(ConflictPolicy.MERGE))
                .build()) {
            agent.syncOnce();
        }
        assertThat(payloads()).containsExactly("x 1", "x 2", "mine 2", "later 1");
        assertThat(ours.outbox().status().rejected()).isZero();
    }

    @Test
    void an_event_of_a_command_takes_no_other_payload() {
        List<LocalEvent> command = ours.appendCommand("d", "e");
        server.refuse(command.get(0).eventId());
        ours.agent().syncOnce();
        assertThatThrownBy(() -> ours.outbox().rebase(command.get(0).eventId(), CanonicalJson.parse("{}"), 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("belongs to a command");
        assertThatThrownBy(() -> ours.outbox().rebase(mine.eventId(), CanonicalJson.parse("{}"), 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has moved on meanwhile");
    }

    private ConflictSettler settle(ConflictHandler handler) {
        ConflictSettler settler = new ConflictSettler(ours.outbox(), handler);
        boolean ignored = settler.settleAll();
        return settler;
    }

    private static LocalEvent write(Till till, String entity, String payload) {
        return till.outbox()
                .append(
                        List.of(NewEvent.builder()
                                .entity("order", entity)
                                .eventType("order.changed")
                                .payload(payload)
                                .build()),
                        BaseVersions.FROM_LOCAL)
                .get(0);
    }

    private List<String> payloads() {
        return ours.outbox().replica().entityHistory(new EntityRef("order", "a"), 0, 100).events().stream()
                .map(event -> ((Payload.Clear) event.event().payload()).json().toString())
                .map(json -> json.replaceAll(".*\"name\":\"(\\w+)\".*\"price\":(\\d+).*", "$1 $2"))
                .toList();
    }
}
