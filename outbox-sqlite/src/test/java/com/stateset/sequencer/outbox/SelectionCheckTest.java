package com.stateset.sequencer.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.HistoryMismatchException;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.protocol.scope.EventScope;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.PulledEvent;
import com.stateset.sequencer.sync.ScopeVerdict;
import com.stateset.sequencer.sync.ScopedPage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a server withholds of a scope: what shows it, and what does not. */
class SelectionCheckTest extends ScopedReplicaCase {

    @Test
    void an_event_hidden_by_mistake_shows_by_the_next_version() {
        List<LocalEvent> events = officeAppends("a", "a");
        server.scopes.hide(events.get(1).eventId());
        till.agent().pull();
        // This is what cannot be known: the selection is the server's word.
        assertThat(numbers()).containsExactly(1L);
        assertThat(till.outbox().status().unseen()).isEqualTo(1);

        officeAppends("a");

        assertThatThrownBy(till.agent()::pull)
                .isInstanceOf(HistoryMismatchException.class)
                .hasMessageContaining("it is version 2 of its entity, not 3");
    }

    @Test
    void only_the_check_finds_a_server_that_numbers_anew() {
        List<LocalEvent> events = officeAppends("a", "a", "a");
        server.scopes.hide(events.get(1).eventId());
        server.scopes.lie(page -> with(
                page,
                page.events().stream()
                        .map(event -> event.sequenceNumber() == 3 ? ofVersion(event, 2) : event)
                        .toList(),
                page.hidden()));

        till.agent().pull();

        assertThat(numbers()).containsExactly(1L, 3L);
        officeAppends("a");
        assertThat(till.agent().checkScope()).isEqualTo(new ScopeVerdict(3, 4, 1, 1, List.of(2L)));
    }

    @Test
    void a_check_gives_no_verdict_of_a_replica_that_has_begun_anew() {
        officeAppends("a", "b");
        till.agent().pull();
        history.beforeEvents(() -> till.outbox().follow(EventScope.ofEntityTypes("shop")));

        assertThatThrownBy(till.agent()::checkScope)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was changed during the check");
    }

    @Test
    void a_server_that_counts_less_than_it_claims_is_refused() {
        officeAppends("a", "b", "a");
        server.scopes.lie(page -> cut(page, 2));

        assertThatThrownBy(till.agent()::pull)
                .isInstanceOf(HistoryMismatchException.class)
                .hasMessageContaining("the server's history ends at 2; it has claimed one of 3 events just before");
    }

    private static ScopedPage cut(ScopedPage page, long through) {
        return new ScopedPage(
                page.scope(),
                page.from(),
                through,
                page.events().stream()
                        .filter(event -> event.sequenceNumber() <= through)
                        .toList(),
                page.hidden().stream().filter(part -> part.end() <= through).toList(),
                through);
    }

    private static PulledEvent ofVersion(PulledEvent event, long version) {
        SequencedEvent shown = event.sequenced();
        return new PulledEvent(
                new SequencedEvent(
                        shown.event(),
                        shown.sequenceNumber(),
                        shown.sequencedAt(),
                        version,
                        shown.leafHash(),
                        shown.sequencerKeyVersion()),
                event.receiptHash(),
                event.receiptSignature());
    }
}
