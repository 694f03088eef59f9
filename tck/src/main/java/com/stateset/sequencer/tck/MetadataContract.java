package com.stateset.sequencer.tck;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EventMetadata;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.spi.AdmittedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Metadata is kept beside the event that brought it first, comes back with it however it is read, and is in nothing that is hashed. */
public abstract class MetadataContract extends StoreContract {

    private static final Map<String, String> SOME = Map.of(
            EventMetadata.CORRELATION_ID,
            "c-7",
            EventMetadata.CAUSATION_ID,
            "e-1",
            EventMetadata.TRACE_PARENT,
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "x-empty",
            "");

    @Test
    void it_comes_back_however_the_event_is_read() {
        StreamId stream = newStream();
        AdmittedEvent sent = event(stream).metadata(SOME).candidate();
        append(event(stream).candidate(), sent, event(stream).candidate());
        EntityRef entity = sent.event().entity();

        SequencedEvent found = store().find(stream, sent.event().eventId()).orElseThrow();
        assertThat(found.event()).isEqualTo(sent.event());
        assertThat(found.event().metadata().entries()).isEqualTo(SOME);
        assertThat(readAll(stream).get(1)).isEqualTo(found);
        assertThat(readAll(openAnother(), stream, ReadOptions.backwardsFromHead())
                        .get(1))
                .isEqualTo(found);
        assertThat(store().entityHistory(stream, entity, 0, 10).events().get(1)).isEqualTo(found);
        assertThat(readAll(stream))
                .extracting(each -> each.event().metadata().isEmpty())
                .containsExactly(true, false, true);
    }

    @Test
    void hostile_text_is_kept() {
        StreamId stream = newStream();
        Map<String, String> hostile = Map.of(
                "größe €", "日本語 \uD83D\uDE00",
                "'; drop table events; --", "\"\\\"quoted\\\"\" {1} ${x} :name ?1 $1",
                "\u0001\u001F\u007F", "\u2028\r\n\t\uFFFF\uFFFE",
                "$.a", "{\"a\":1}",
                "null", "null");
        append(event(stream).metadata(hostile).candidate());

        assertThat(readAll(stream).get(0).event().metadata().entries()).isEqualTo(hostile);
    }

    @Test
    void the_largest_is_kept() {
        StreamId stream = newStream();
        String id = "\uD83D\uDE00".repeat(EventMetadata.MAX_CORRELATION_LENGTH);
        EventMetadata most = EventMetadata.of(Map.of("correlation_id", id, "rest", "x".repeat(4096 - 1024 - 31)));
        assertThat(most.sizeInBytes()).isEqualTo(EventMetadata.MAX_BYTES);
        append(event(stream).metadata(most.entries()).candidate());

        assertThat(readAll(stream).get(0).event().metadata()).isEqualTo(most);
    }

    @Test
    void events_with_and_without_go_in_together() {
        StreamId one = newStream();
        StreamId other = newStream();
        List<AdmittedEvent> ofOne = IntStream.range(0, 600)
                .mapToObj(i -> i % 3 == 0
                        ? event(one).metadata(Map.of("n", "" + i)).candidate()
                        : event(one).candidate())
                .toList();
        List<AdmittedEvent> ofOther = List.of(
                event(other).candidate(),
                event(other).metadata(Map.of("n", "last")).candidate());
        store().append(List.of(batch(ofOne), batch(ofOther)));

        assertThat(readAll(one)).extracting(SequencedEvent::event).isEqualTo(events(ofOne));
        assertThat(readAll(other)).extracting(SequencedEvent::event).isEqualTo(events(ofOther));
    }

    @Test
    void groups_with_and_without_follow_each_other() {
        StreamId stream = newStream();
        List<AdmittedEvent> sent = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            sent.add(
                    i % 2 == 0
                            ? event(stream).candidate()
                            : event(stream).metadata(Map.of("n", "" + i)).candidate());
            append(sent.get(i));
        }

        assertThat(readAll(stream)).extracting(SequencedEvent::event).isEqualTo(events(sent));
    }

    @Test
    void a_replay_with_other_metadata_is_the_same_event() {
        StreamId stream = newStream();
        UUID with = UUID.randomUUID();
        UUID without = UUID.randomUUID();
        append(
                event(stream).id(with).metadata(SOME).candidate(),
                event(stream).id(without).candidate());
        List<SequencedEvent> before = readAll(stream);

        assertThat(said(append(
                        event(stream)
                                .id(with)
                                .metadata(Map.of("correlation_id", "other"))
                                .candidate(),
                        event(stream).id(with).candidate(),
                        event(stream).id(without).metadata(SOME).candidate())))
                .containsExactly("duplicate 1", "duplicate 1", "duplicate 2");
        assertThat(readAll(stream)).isEqualTo(before);
    }

    @Test
    void within_a_batch_the_first_one_wins() {
        StreamId stream = newStream();
        UUID id = UUID.randomUUID();
        assertThat(said(append(
                        event(stream).id(id).metadata(SOME).candidate(),
                        event(stream)
                                .id(id)
                                .metadata(Map.of("correlation_id", "other"))
                                .candidate())))
                .containsExactly("accepted 1", "duplicate 1");

        assertThat(readAll(stream).get(0).event().metadata().entries()).isEqualTo(SOME);
    }

    @Test
    void no_leaf_covers_it() {
        StreamId stream = newStream();
        AdmittedEvent sent = event(stream).metadata(SOME).candidate();
        append(sent);
        SequencedEvent row = readAll(stream).get(0);
        AdmittedEvent bare = event(stream).id(sent.event().eventId()).candidate();

        assertThat(sent.signingHash()).isEqualTo(bare.signingHash());
        assertThat(row.leafHash())
                .isEqualTo(VesHashes.leaf(
                        stream, 1, bare.signingHash(), bare.event().authorship().signature()));
    }

    private static List<Object> events(List<AdmittedEvent> admitted) {
        return admitted.stream().<Object>map(AdmittedEvent::event).toList();
    }
}
