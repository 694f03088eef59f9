package com.stateset.sequencer.tck.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.dcb.Tags;
import com.stateset.sequencer.error.HistoryMismatchException;
import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.EventMetadata;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.sync.BaseVersions;
import com.stateset.sequencer.sync.Cursor;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.PulledEvent;
import com.stateset.sequencer.sync.SequencerPin;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What was pulled is kept whole and once, together with how far it reaches. */
public abstract class OutboxReplicaContract extends OutboxCase {

    private final OutboxStranger stranger = new OutboxStranger();

    @Test
    void a_new_replica_is_empty() {
        assertThat(outbox().journal().cursor()).isEqualTo(Cursor.START);
        assertThat(outbox().replica().read(0, 10)).isEmpty();
        assertThat(outbox().replica().pulledThrough()).isZero();
    }

    @Test
    void pulled_events_are_read_by_number_and_by_entity() {
        List<PulledEvent> page = List.of(
                pulled(stranger.event("a"), 1, 1),
                pulled(stranger.event("b"), 2, 1),
                pulled(stranger.event("a"), 3, 2));
        outbox().journal().apply(page, 9);
        List<SequencedEvent> events = page.stream().map(PulledEvent::sequenced).toList();
        var replica = openAnother().replica();
        assertThat(replica.read(0, 10)).isEqualTo(events);
        assertThat(replica.read(2, 1)).containsExactly(events.get(1));
        assertThat(replica.find(events.get(2).event().eventId())).contains(events.get(2));
        EntityRef entity = new EntityRef("order", "a");
        assertThat(replica.entityHistory(entity, 1, 5))
                .isEqualTo(new EntityHistory(entity, 2, 1, List.of(events.get(2))));
        assertThat(replica.entityVersion(entity)).isEqualTo(2);
        assertThat(outbox().journal().cursor())
                .isEqualTo(new Cursor(3, events.get(2).leafHash(), 0));
        assertThat(outbox().status().lag()).isEqualTo(6);
    }

    @Test
    void metadata_and_tags_are_pulled_with_their_event() {
        Event event = stranger.event("a")
                .withMetadata(EventMetadata.of(Map.of("traceparent", "00-1-2-01")))
                .withTags(Tags.of("course:c1", "student:s7"));
        List<PulledEvent> page = List.of(pulled(event, 1, 1), pulled(stranger.event("a"), 2, 2));
        outbox().journal().apply(page, 2);

        assertThat(openAnother().replica().read(0, 10))
                .isEqualTo(page.stream().map(PulledEvent::sequenced).toList());
    }

    @Test
    void a_page_may_come_in_twice_but_not_with_a_gap() {
        List<PulledEvent> page = List.of(pulled(stranger.event("a"), 1, 1), pulled(stranger.event("a"), 2, 2));
        outbox().journal().apply(page, 2);
        outbox().journal().apply(page, 2);
        assertThat(outbox().replica().read(0, 10)).hasSize(2);
        PulledEvent fourth = pulled(stranger.event("a"), 4, 3);
        assertThatThrownBy(() -> outbox().journal().apply(List.of(fourth), 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("event 4 does not continue the replica; 3 would");
        assertThat(outbox().replica().pulledThrough()).isEqualTo(2);
    }

    @Test
    void a_page_comes_in_whole_or_not_at_all() {
        PulledEvent first = pulled(stranger.event("a"), 1, 1);
        PulledEvent gap = pulled(stranger.event("a"), 3, 2);
        assertThatThrownBy(() -> outbox().journal().apply(List.of(first, gap), 3))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(outbox().replica().read(0, 10)).isEmpty();
        assertThat(outbox().journal().cursor()).isEqualTo(Cursor.START);
    }

    @Test
    void own_events_among_them_are_accepted_whatever_their_state() {
        List<LocalEvent> all =
                outbox().append(List.of(draft("a"), draft("a"), draft("b"), draft("b")), BaseVersions.AS_GIVEN);
        List<LocalEvent> taken = outbox().journal().take(ALL);
        answer(taken.subList(0, 3), "1", "2", "schema_validation: no");
        outbox().journal().putBack(taken.subList(3, 4));
        outbox().journal()
                .apply(
                        List.of(
                                pulled(all.get(0).event(), 1, 1),
                                pulled(all.get(1).event(), 2, 2),
                                pulled(all.get(2).event(), 3, 1)),
                        3);
        assertThat(said(all)).containsExactly("accepted 1", "accepted 2", "accepted 3", "pending");
        assertThat(outbox().status().accepted()).isEqualTo(3);
        assertThat(outbox().entityVersion(new EntityRef("order", "a"))).isEqualTo(2);
        assertThat(outbox().entityVersion(new EntityRef("order", "b"))).isEqualTo(2);
    }

    @Test
    void accepted_events_are_remembered_until_they_come_back() {
        List<LocalEvent> all = outbox().append(List.of(draft("a"), draft("a")), BaseVersions.AS_GIVEN);
        answer(outbox().journal().take(ALL), "4", "5");
        assertThat(outbox().journal().ownBeyondReplica(4))
                .isEqualTo(Map.of(4L, all.get(0).eventId()));
        assertThat(outbox().journal().ownThrough()).isEqualTo(5);
        assertThat(outbox().entityVersion(new EntityRef("order", "a"))).isEqualTo(2);
    }

    @Test
    void a_place_that_the_replica_gives_to_another_is_refused() {
        LocalEvent own = outbox().append(draft("a"));
        List<LocalEvent> taken = outbox().journal().take(ALL);
        outbox().journal().apply(List.of(pulled(stranger.event("a"), 1, 1)), 1);
        assertThatThrownBy(() -> answer(taken, "1"))
                .isInstanceOf(HistoryMismatchException.class)
                .hasMessage("history mismatch at event 1: the server gives this place to event " + own.eventId()
                        + ", and has shown another event there");
        assertThat(said(own)).isEqualTo("sending");
    }

    @Test
    void trusted_keys_stay() {
        var first = SigningKey.generate().publicKey();
        var second = SigningKey.generate().publicKey();
        SequencerPin pin = new SequencerPin(UUID.randomUUID(), new TreeMap<>(Map.of(1, first)));
        assertThat(outbox().journal().sequencer()).isEmpty();
        outbox().journal().pin(pin);
        assertThat(openAnother().journal().sequencer()).contains(pin);
        SequencerPin more = new SequencerPin(pin.sequencerId(), new TreeMap<>(Map.of(1, second, 2, second)));
        outbox().journal().pin(more);
        assertThat(outbox().journal().sequencer().orElseThrow().keys()).isEqualTo(Map.of(1, first, 2, second));
        outbox().journal().keepAgentKeys(AGENT, Map.of(1L, first));
        outbox().journal().keepAgentKeys(AGENT, Map.of(1L, second, 2L, second));
        assertThat(outbox().journal().agentKeys(AGENT)).isEqualTo(Map.of(1L, first, 2L, second));
    }

    @Test
    void the_status_tells_how_the_latest_attempt_went() {
        outbox().journal().failed("no connection");
        assertThat(openAnother().status().lastError()).isEqualTo("no connection");
        assertThat(outbox().status().lastSync()).isNull();
        outbox().journal().succeeded();
        assertThat(outbox().status().lastError()).isNull();
        assertThat(outbox().status().lastSync()).isNotNull();
    }
}
