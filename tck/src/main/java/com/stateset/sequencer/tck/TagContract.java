package com.stateset.sequencer.tck;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.dcb.Tags;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadFilter;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.PageContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tags are kept beside the event that brought them first, come back with it, are in nothing that is hashed, and lead to it. */
public abstract class TagContract extends StoreContract {

    private static final int EVENTS = 60;

    @Test
    void tags_come_back_however_an_event_is_read() {
        StreamId stream = newStream();
        AdmittedEvent sent = event(stream).tags("course:c1", "student:s7").candidate();
        append(sent, event(stream).candidate());
        Tags tags = Tags.of("student:s7", "course:c1");
        assertThat(store().find(stream, sent.event().eventId())
                        .orElseThrow()
                        .event()
                        .tags())
                .isEqualTo(tags);
        assertThat(readAll(stream)).extracting(each -> each.event().tags()).containsExactly(tags, Tags.NONE);
        assertThat(store().entityHistory(stream, sent.event().entity(), 0, 10).events())
                .extracting(each -> each.event().tags())
                .containsExactly(tags, Tags.NONE);
    }

    @Test
    void hostile_tags_and_as_many_and_as_long_as_may_be_are_kept() {
        StreamId stream = newStream();
        String[] hostile = {
            "\"", "\\", "{}", "a,b", "'; drop table events; --", "\u0001", " ", "%", "ü", "\uD83D\uDE00", "null"
        };
        String[] most = IntStream.range(0, Tags.MAX_TAGS)
                .mapToObj(i -> "\uD83D\uDE00".repeat(Tags.MAX_LENGTH - 2) + (10 + i))
                .toArray(String[]::new);
        append(event(stream).tags(hostile).candidate(), event(stream).tags(most).candidate());
        assertThat(readAll(stream))
                .extracting(each -> each.event().tags())
                .containsExactly(Tags.of(hostile), Tags.of(most));
        for (String tag : hostile) {
            assertThat(matching(stream, TagQuery.tagged(tag))).containsExactly(1L);
        }
        assertThat(matching(stream, TagQuery.tagged(most))).containsExactly(2L);
    }

    @Test
    void no_hash_covers_tags_and_a_replay_changes_none() {
        StreamId stream = newStream();
        UUID id = UUID.randomUUID();
        AdmittedEvent sent = event(stream).id(id).tags("a").candidate();
        AdmittedEvent again = event(stream).id(id).tags("b").candidate();
        assertThat(again.signingHash()).isEqualTo(sent.signingHash());
        assertThat(said(append(sent))).containsExactly("accepted 1");
        assertThat(said(append(again))).containsExactly("duplicate 1");
        assertThat(matching(stream, TagQuery.tagged("a"))).containsExactly(1L);
        assertThat(matching(stream, TagQuery.tagged("b"))).isEmpty();
    }

    @Test
    void events_of_several_streams_in_one_group_keep_their_tags_apart() {
        StreamId one = newStream();
        StreamId other = newStream();
        store().append(List.of(
                batch(event(one).tags("x").candidate(), event(one).candidate()),
                batch(
                        event(other).candidate(),
                        event(other).tags("x", "y").metadata(Map.of("n", "1")).candidate())));
        assertThat(matching(one, TagQuery.tagged("x"))).containsExactly(1L);
        assertThat(matching(other, TagQuery.tagged("x"))).containsExactly(2L);
        assertThat(matching(other, TagQuery.tagged("x", "y"))).containsExactly(2L);
        assertThat(matching(one, TagQuery.tagged("y"))).isEmpty();
    }

    /** Compared with {@link ReadFilter#matches}, event by event, in both directions, from several places, in small pages. */
    @Test
    void a_query_finds_what_matches_and_nothing_else() {
        StreamId stream = newStream();
        append(IntStream.rangeClosed(1, EVENTS)
                .mapToObj(number -> tagged(stream, number).candidate())
                .toList());
        List<SequencedEvent> all = readAll(stream);
        for (ReadFilter filter : filters()) {
            List<Long> expected = all.stream()
                    .filter(filter::matches)
                    .map(SequencedEvent::sequenceNumber)
                    .toList();
            for (long from : new long[] {7, EVENTS}) {
                assertThat(numbers(
                                stream, ReadOptions.forwardsFrom(from).limit(5).filter(filter)))
                        .as("%s from %d", filter, from)
                        .isEqualTo(expected.stream().filter(n -> n >= from).toList());
                assertThat(numbers(
                                stream, ReadOptions.backwardsFrom(from).limit(5).filter(filter)))
                        .as("%s back from %d", filter, from)
                        .isEqualTo(expected.stream()
                                .filter(n -> n <= from)
                                .sorted((a, b) -> Long.compare(b, a))
                                .toList());
            }
        }
    }

    private static EventBuilder tagged(StreamId stream, int number) {
        List<String> tags = new ArrayList<>();
        for (int n : new int[] {2, 3, 5}) {
            if (number % n == 0) {
                tags.add("by:" + n);
            }
        }
        return event(stream)
                .type("t" + number % 4)
                .entity("order", "o-" + number % 6)
                .metadata(number % 7 == 0 ? Map.of("correlation_id", "c") : Map.of())
                .tags(tags.toArray(String[]::new));
    }

    private static List<ReadFilter> filters() {
        TagQuery two = TagQuery.tagged("by:2");
        ReadFilter all = ReadFilter.ALL;
        return List.of(
                all.query(TagQuery.ALL),
                all.query(two),
                all.tags(List.of("by:2", "by:3")),
                all.query(TagQuery.tagged("by:2", "by:3", "by:5")),
                all.query(two.ofTypes("t0")),
                all.query(two.ofTypes("t0", "t2").or(TagQuery.tagged("by:5"))),
                all.query(TagQuery.ALL.ofTypes("t1")),
                all.query(TagQuery.ALL.ofTypes("t1").or(two)),
                all.query(TagQuery.tagged("none")),
                all.query(two).eventTypes(List.of("t0")),
                all.query(two).entityTypes(List.of("parcel")),
                all.query(two).correlationId("c"),
                all.query(TagQuery.tagged("by:3")).entity(new EntityRef("order", "o-3")));
    }

    @Test
    void a_rare_tag_in_a_long_stream_is_found_in_one_page() {
        StreamId stream = newStream();
        int common = PageContent.Range.MOST_OF_TAGS + 200;
        for (int i = 0; i < common; i += 300) {
            append(IntStream.range(0, 300)
                    .mapToObj(n -> event(stream).tags("common").candidate())
                    .toList());
        }
        append(event(stream).tags("rare", "common").candidate());
        EventPage page =
                store().read(stream, ReadOptions.forwardsFrom(1).filter(ReadFilter.ALL.query(TagQuery.tagged("rare"))));
        assertThat(page.events()).hasSize(1);
        assertThat(page.next()).isEmpty();
        ReadFilter last = ReadFilter.ALL.query(TagQuery.tagged("common").ofTypes("absent"));
        assertThat(store().read(stream, ReadOptions.forwardsFrom(1).filter(last))
                        .events())
                .isEmpty();
        assertThat(numbers(stream, ReadOptions.forwardsFrom(1).filter(last))).isEmpty();
    }

    private List<Long> matching(StreamId stream, TagQuery query) {
        return numbers(stream, ReadOptions.forwardsFrom(1).filter(ReadFilter.ALL.query(query)));
    }

    private List<Long> numbers(StreamId stream, ReadOptions options) {
        return readAll(store(), stream, options).stream()
                .map(SequencedEvent::sequenceNumber)
                .toList();
    }
}
