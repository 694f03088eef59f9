package com.stateset.sequencer.sync.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.sync.author.EventAuthor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonMergeTest {

    private static final EventAuthor AUTHOR =
            new EventAuthor(new StreamId(new UUID(1, 2), new UUID(3, 4)), new UUID(5, 6), null);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a':1,'b':1} | {'a':2,'b':1} | {'a':1,'b':3} | {'a':2,'b':3}",
                "{'a':1} | {'a':2} | {'a':2} | {'a':2}",
                "{'a':1,'b':1} | {'b':1} | {'a':1,'b':2} | {'b':2}",
                "{'a':1} | {'a':1,'x':1} | {'a':1,'y':2} | {'a':1,'x':1,'y':2}",
                "{'a':{'b':1,'c':1}} | {'a':{'b':2,'c':1}} | {'a':{'b':1,'c':3}} | {'a':{'b':2,'c':3}}",
                "{'a':[1,2]} | {'a':[1,2,3]} | {'a':[1,2]} | {'a':[1,2,3]}",
                "{} | {'a':{'b':1}} | {'a':{'c':1}} | {'a':{'b':1,'c':1}}",
                "7 | 7 | 8 | 8",
                "{'_salt':'0','a':1} | {'_salt':'1','a':2} | {'_salt':'2','a':1} | {'_salt':'1','a':2}"
            })
    void what_one_side_has_changed_is_taken_from_it(String base, String mine, String theirs, String merged) {
        Settlement settlement = JsonMerge.settle(conflict(json(base), json(mine), json(theirs)));
        assertThat(settlement).isInstanceOf(Settlement.Merged.class);
        assertThat(((Settlement.Merged) settlement).payload()).hasToString(json(merged));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a':1} | {'a':2} | {'a':3} | $.a",
                "{'a':1} | {} | {'a':3} | $.a",
                "{'a':{'b':1}} | {'a':{'b':2}} | {'a':{'b':3}} | $.a.b",
                "{'a':[1]} | {'a':[1,2]} | {'a':[1,3]} | $.a",
                "{'a':1,'b':1} | {'a':2,'b':2} | {'a':3,'b':3} | $.a, $.b",
                "1 | 2 | 3 | $",
                "{'a':1} | 2 | {'a':3} | $"
            })
    void what_both_have_changed_differently_is_left(String base, String mine, String theirs, String paths) {
        assertThat(JsonMerge.settle(conflict(json(base), json(mine), json(theirs))))
                .isEqualTo(new Settlement.Ask("both sides have changed " + paths));
    }

    @Test
    void without_an_event_before_all_counts_as_changed() {
        assertThat(JsonMerge.settle(conflict(null, "{\"a\":1}", "{\"a\":1,\"b\":2}")))
                .isInstanceOf(Settlement.Merged.class);
        assertThat(JsonMerge.settle(conflict(null, "{\"a\":1}", "{\"a\":2}"))).isInstanceOf(Settlement.Ask.class);
    }

    @Test
    void events_of_different_types_are_not_merged() {
        Conflict alike = conflict("{\"a\":1,\"b\":1}", "{\"a\":2,\"b\":1}", "{\"a\":1,\"b\":2}");
        assertThat(JsonMerge.settle(alike)).isInstanceOf(Settlement.Merged.class);
        Event created = event("{\"a\":1,\"b\":1}", "order.created");
        Conflict mixed = new Conflict(
                alike.mine(),
                Optional.of(new SequencedEvent(created, 1, Instant.EPOCH, 1, Hash.ZERO, 0)),
                alike.theirs(),
                alike.behind(),
                alike.entityVersion(),
                alike.isOwn(),
                alike.isAlone());
        assertThat(JsonMerge.settle(mixed))
                .isInstanceOfSatisfying(
                        Settlement.Ask.class,
                        ask -> assertThat(ask.toString()).contains("order.changed, order.created"));
    }

    private static String json(String text) {
        return text.strip().replace('\'', '"');
    }

    private static Conflict conflict(@Nullable String base, String mine, String theirs) {
        LocalEvent rejected = new LocalEvent(1, event(mine), new LocalState.Rejected("version_conflict", "too late"));
        return new Conflict(
                rejected,
                Optional.ofNullable(base).map(payload -> sequenced(payload, 1)),
                List.of(sequenced(theirs, 2)),
                List.of(),
                2,
                true,
                true);
    }

    private static SequencedEvent sequenced(String payload, long number) {
        Event event = event(payload);
        assertThat(event.payload()).isInstanceOf(Payload.Clear.class);
        assertThat(event.entity()).isEqualTo(new EntityRef("order", "a"));
        return new SequencedEvent(event, number, Instant.EPOCH, number, Hash.ZERO, 0);
    }

    private static Event event(String payload) {
        return event(payload, "order.changed");
    }

    private static Event event(String payload, String type) {
        return AUTHOR.write(NewEvent.builder()
                .entity("order", "a")
                .eventType(type)
                .payload(payload)
                .build());
    }
}
