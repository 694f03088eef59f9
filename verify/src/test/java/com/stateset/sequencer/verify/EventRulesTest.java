package com.stateset.sequencer.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.SequencedEvent;
import java.time.Duration;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What follows from the events before, over a source whose leaves fit whatever the events say. */
class EventRulesTest {

    private WrittenHistory history;

    @BeforeEach
    void writeHistory() {
        history = WrittenHistory.withTiles().append(2, false);
    }

    @Test
    void versions_of_an_entity_are_counted() {
        third(event -> with(event, "o-1", null, null), 2);
        sound();

        alterThird(row -> numbered(row, Long.MAX_VALUE, 1));
        damaged("event 3: its entity_version is 9223372036854775807, but its entity has 2 events up to it");

        alterThird(row -> numbered(row, 1, 1));
        damaged("event 3: its entity_version is 1, but its entity has 2 events up to it");
    }

    @Test
    void a_base_version_is_the_version_before() {
        third(event -> with(event, "o-1", null, 1L), 2);
        sound();

        history.forge(3, event -> with(event, "o-1", null, 0L));
        alterThird(row -> numbered(row, 2, 1));
        damaged("event 3: its base_version is 0, but its entity was at 1");
    }

    @Test
    void a_command_is_used_once_by_neighbours() {
        UUID command = UUID.randomUUID();
        history.forge(2, event -> with(event, "o-2", command, null));
        third(event -> with(event, "o-3", command, null), 1);
        sound();

        history.forge(1, event -> with(event, "o-1", command, null));
        history.forge(2, event -> with(event, "o-2", null, null));
        damaged("event 3: its command_id was used up by event 1");
    }

    @Test
    void an_event_id_is_used_once() {
        UUID first = history.events.get(0).event().eventId();
        third(
                event -> new Event(
                        event.stream(),
                        first,
                        null,
                        event.entity(),
                        event.eventType(),
                        event.createdAt(),
                        event.sourceAgent(),
                        null,
                        event.payload(),
                        event.payloadHashes(),
                        event.authorship()),
                1);
        damaged("event 3: it has the event_id of event 1");
    }

    @Test
    void time_runs_forwards_and_receipts_keep_their_key() {
        third(event -> event, 1);
        alterThird(row -> new SequencedEvent(
                row.event(), 3, row.sequencedAt().minus(Duration.ofSeconds(1)), 1, row.leafHash(), 1));
        damaged("event 3: its sequenced_at is before that of the event before it");

        alterThird(row -> numbered(WrittenHistory.sequenced(row.event(), 3), 1, 0));
        damaged("event 3: its receipt is not signed, although that of the event before it is");

        alterThird(row -> numbered(row, 1, 9));
        damaged("event 3: its receipt is of the sequencer's key 9, which is not known");
    }

    @Test
    void what_the_source_files_elsewhere_is_named() {
        third(event -> ChangedEvents.withType(event, "misfiled"), 1);
        damaged("event 3: it is filed under another entity");
    }

    private void third(UnaryOperator<Event> change, long version) {
        history.append(1, false);
        history.forge(3, change);
        alterThird(row -> numbered(row, version, 1));
    }

    private void alterThird(UnaryOperator<SequencedEvent> change) {
        history.alter(3, change);
    }

    private static SequencedEvent numbered(SequencedEvent row, long version, int key) {
        return new SequencedEvent(row.event(), row.sequenceNumber(), row.sequencedAt(), version, row.leafHash(), key);
    }

    private static Event with(Event event, String entity, @Nullable UUID command, @Nullable Long base) {
        return new Event(
                event.stream(),
                event.eventId(),
                command,
                new EntityRef("order", entity),
                event.eventType(),
                event.createdAt(),
                event.sourceAgent(),
                base,
                event.payload(),
                event.payloadHashes(),
                event.authorship());
    }

    private void sound() {
        history.resign();
        assertThat(audit()).isInstanceOf(Verdict.Sound.class);
    }

    private void damaged(String what) {
        history.resign();
        assertThat(audit())
                .isInstanceOfSatisfying(
                        Verdict.Damaged.class,
                        damaged -> assertThat(damaged.what()).isEqualTo(what));
    }

    private Verdict audit() {
        return StreamAudit.of(history, SignatureVerifier.bouncyCastle(), AuditProgress.NONE);
    }
}
