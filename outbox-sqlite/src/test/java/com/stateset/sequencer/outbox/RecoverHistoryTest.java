package com.stateset.sequencer.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.HistoryMismatchException;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.protocol.keys.KeyDirectory;
import com.stateset.sequencer.sync.BaseVersions;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.sync.agent.Recovery;
import com.stateset.sequencer.sync.recovery.LostEvent;
import com.stateset.sequencer.sync.recovery.LostEvent.Way;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two tills write to one entity in turns, and the server goes back to its third event. */
class RecoverHistoryTest {

    @TempDir
    private Path folder;

    private final ScriptedServer server = new ScriptedServer();
    private Till one;
    private Till two;
    private List<UUID> before;

    @BeforeEach
    void writeInTurns() {
        one = new Till(folder.resolve("one.db"), server);
        two = new Till(folder.resolve("two.db"), server);
        for (int i = 0; i < 5; i++) {
            for (Till till : List.of(one, two)) {
                till.agent().syncOnce();
                till.appendOnTop("a");
                till.agent().syncOnce();
            }
        }
        one.agent().syncOnce();
        before = one.replica();
        assertThat(before).hasSize(10);
        server.history(new ScriptedHistory(server, server.signingKey()));
        one.restart();
        two.restart();
        one.agent().syncOnce();
        two.agent().syncOnce();
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    @Test
    void one_till_brings_back_all_in_the_old_order() {
        server.restore(3);
        Recovery recovery = one.agent().recovery();
        assertThat(recovery.isNeeded()).isTrue();
        assertThat(recovery.commonThrough()).isEqualTo(3);
        assertThat(recovery.problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("ends at 3"));
        assertThat(recovery.lost().of(Way.OWN)).isEqualTo(3);
        assertThat(recovery.lost().of(Way.SIGNED)).isEqualTo(4);
        List<LostEvent> lost = new ArrayList<>();
        recovery.forEachLost(lost::add);
        assertThat(lost).allSatisfy(event -> {
            assertThat(event.receipt()).isNotNull();
            assertThat(recovery.inclusion(event.sequenceNumber())).isPresent();
        });
        recovery.accept(true);
        assertThat(one.replica()).isEqualTo(before.subList(0, 3));
        assertThat(one.outbox().status().fromOthers()).isEqualTo(4);
        assertThat(one.outbox().status().accepted()).isEqualTo(2);

        one.agent().syncOnce();
        two.agent().syncOnce();

        assertThat(one.replica()).isEqualTo(before);
        assertThat(two.replica()).isEqualTo(before);
        assertThat(one.outbox().status().fromOthers()).isZero();
        assertThat(one.outbox().status().accepted()).isEqualTo(5);
        assertThat(one.outbox().list(0, 100)).hasSize(5);
    }

    @Test
    void what_waited_already_goes_out_behind_what_was_lost() {
        server.restore(3);
        LocalEvent waiting = one.appendOnTop("a");
        assertThat(waiting.event().baseVersion()).isEqualTo(10);
        one.agent().recovery().accept(true);
        assertThat(one.appendOnTop("a").event().baseVersion()).isEqualTo(11);
        one.agent().syncOnce();
        assertThat(one.replica()).startsWith(before.toArray(UUID[]::new)).hasSize(12);
    }

    @Test
    void each_alone_brings_back_its_own_if_it_may_send_nothing_else() {
        server.restore(3);
        one.agent().recovery().accept(false);
        one.agent().syncOnce();
        assertThat(one.outbox().conflicts()).isNotEmpty();
        two.agent().recovery().accept(true);
        two.agent().syncOnce();
        one.outbox().conflicts().stream()
                .filter(event -> event.state() instanceof LocalState.Rejected)
                .forEach(event -> one.outbox().retry(event.eventId()));
        one.agent().syncOnce();
        two.agent().syncOnce();
        assertThat(one.replica()).containsExactlyInAnyOrderElementsOf(before).isEqualTo(two.replica());
    }

    @Test
    void those_who_may_send_only_as_themselves_refill_in_turns() {
        server.restore(3);
        server.onlyAs(one.signer().agentId());
        one.agent().recovery().accept(true);
        one.agent().syncOnce();
        // The fifth event is its own, and stands on the fourth, which is the other's.
        assertThat(server.log()).hasSize(3);
        assertThat(one.outbox().status().rejected()).isZero();
        server.onlyAs(two.signer().agentId());
        two.agent().recovery().accept(true);
        for (int i = 0; i < 5; i++) {
            for (Till till : List.of(two, one)) {
                server.onlyAs(till.signer().agentId());
                till.agent().syncOnce();
            }
        }
        assertThat(one.replica()).isEqualTo(before);
        assertThat(one.outbox().status().fromOthers() + two.outbox().status().fromOthers())
                .isZero();
    }

    @Test
    void an_empty_server_has_lost_everything() {
        server.restore(0);
        Recovery recovery = two.agent().recovery();
        assertThat(recovery.commonThrough()).isZero();
        recovery.accept(true);
        two.agent().syncOnce();
        one.agent().syncOnce();
        assertThat(one.replica()).isEqualTo(before);
    }

    @Test
    void a_server_that_only_lists_the_trusted_key_is_refused() {
        ScriptedHistory unsigned = new ScriptedHistory(server, server.signingKey());
        unsigned.hide();
        server.history(unsigned);
        server.restore(3);
        one.restart();
        assertThatThrownBy(() -> one.agent().recovery())
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining("no checkpoint");
        server.restore(0);
        server.lieAboutKeys(directory -> new KeyDirectory(
                directory.tenantId(), directory.agentId(), directory.keys(), directory.signedHash(), null));
        assertThatThrownBy(() -> one.agent().recovery())
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining("may not have that key");
        assertThat(one.replica()).isEqualTo(before);
    }

    @Test
    void a_key_named_for_another_server_does_not_bar_the_way_back() {
        one.outbox().journal().nameKey(two.signer().key().publicKey());
        server.restore(3);
        one.agent().recovery().accept(true);
        one.outbox().journal().nameKey(two.signer().key().publicKey());
        assertThat(one.agent().trustSequencer(server.signingKey().publicKey())).isFalse();
        assertThat(one.outbox().journal().namedKey()).isEmpty();
        one.agent().syncOnce();
        assertThat(one.replica()).isEqualTo(before);
    }

    @Test
    void giving_up_an_event_leaves_others_as_they_were_accepted() {
        server.restore(3);
        one.agent().recovery().accept(true);
        UUID own = before.get(4);
        List<Long> versions = otherVersions();
        one.outbox().discard(own);
        assertThat(otherVersions()).isEqualTo(versions).hasSize(4);
        server.next(ScriptedServer.Fault.ANSWER_LOST);
        assertThatThrownBy(() -> one.agent().push()).isInstanceOf(TransportException.class);
        one.outbox().discard(before.get(3));
        one.agent().syncOnce();
        assertThat(one.outbox().find(before.get(3))).isEmpty();
    }

    private List<Long> otherVersions() {
        return before.stream()
                .map(id -> one.outbox().find(id))
                .flatMap(Optional::stream)
                .map(LocalEvent::event)
                .filter(event -> event.sourceAgent().equals(two.signer().agentId()))
                .map(event -> event.baseVersion())
                .toList();
    }

    @Test
    void a_head_that_contradicts_the_shown_events_is_refused() {
        ScriptedHistory lying = new ScriptedHistory(server, server.signingKey());
        server.history(lying);
        one.restart();
        ScriptedHistory altered = new ScriptedHistory(server, server.signingKey());
        altered.alter(2);
        lying.answer(altered.head().orElseThrow());
        assertThatThrownBy(() -> one.agent().recovery())
                .isInstanceOf(HistoryMismatchException.class)
                .hasMessageContaining("do not lead to");
        assertThat(one.replica()).isEqualTo(before);
    }

    @Test
    void promised_places_count_though_nothing_of_them_was_pulled() {
        one.append("b");
        one.agent().push();
        server.restore(10);
        Recovery recovery = one.agent().recovery();
        assertThat(recovery.commonThrough()).isEqualTo(10);
        assertThat(recovery.lost().of(Way.OWN)).isEqualTo(1);
        recovery.accept(true);
        one.agent().syncOnce();
        assertThat(server.log()).hasSize(11);
        assertThat(one.replica()).hasSize(11);
    }

    @Test
    void nothing_is_done_if_nothing_is_lost_or_the_replica_has_moved() {
        Recovery none = one.agent().recovery();
        assertThat(none.isNeeded()).isFalse();
        assertThatThrownBy(() -> none.accept(true)).isInstanceOf(IllegalStateException.class);
        server.restore(3);
        Recovery late = one.agent().recovery();
        one.agent().recovery().accept(true);
        assertThatThrownBy(() -> late.accept(true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another process");
    }

    @Test
    void a_second_loss_before_the_first_is_made_good_loses_nothing() {
        server.restore(5);
        one.agent().recovery().accept(true);
        server.next(ScriptedServer.Fault.NO_CONNECTION);
        assertThatThrownBy(() -> one.agent().syncOnce()).isInstanceOf(TransportException.class);
        server.restore(2);
        one.agent().recovery().accept(true);
        one.agent().syncOnce();
        assertThat(one.replica()).isEqualTo(before);
    }

    @Test
    void another_agents_event_cannot_be_rebased_here() {
        server.restore(3);
        one.agent().recovery().accept(true);
        Till stranger = new Till(folder.resolve("stranger.db"), server);
        stranger.append("a");
        stranger.agent().push();
        stranger.close();
        one.agent().syncOnce();
        LocalEvent others = one.outbox().conflicts().get(0);
        assertThat(others.event().sourceAgent()).isEqualTo(two.signer().agentId());
        assertThatThrownBy(() -> one.outbox().rebase(others.eventId()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("which alone can write it anew");
        one.outbox().discard(others.eventId());
        assertThat(one.outbox().append(List.of(), BaseVersions.AS_GIVEN)).isEmpty();
    }
}
