package com.stateset.sequencer.tck;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.spi.AdmittedEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read is what was sent, to the byte, in its place and with its leaf. */
public abstract class RoundTripContract extends StoreContract {

    @ParameterizedTest
    @MethodSource
    void hostile_text_in_names_is_kept_and_found(String text) {
        StreamId stream = newStream();
        EntityRef entity = new EntityRef(cut(text, EntityRef.MAX_TYPE_LENGTH), text);
        AdmittedEvent sent = event(stream)
                .entity(entity)
                .type(cut(text, Event.MAX_TYPE_LENGTH))
                .candidate();
        append(event(stream).candidate());
        append(sent);
        SequencedEvent row = roundTrips(sent);
        String type = sent.event().eventType();
        ReadOptions all = ReadOptions.forwardsFrom(1);
        assertThat(readAll(store(), stream, all.eventType(type))).containsExactly(row);
        assertThat(readAll(store(), stream, all.entityType(entity.type()))).containsExactly(row);
        assertThat(readAll(store(), stream, all.entity(entity))).containsExactly(row);
        assertThat(store().entityHistory(stream, entity, 0, 10).events()).containsExactly(row);
        assertThat(said(append(sent))).containsExactly("duplicate 2");
    }

    static List<String> hostile_text_in_names_is_kept_and_found() {
        return List.of(
                "größe €",
                "日本語 \uD83D\uDE00 \uD83D\uDC69\u200D\uD83D\uDE80",
                "e\u0301 is not é, \u2126 is not \u03A9",
                "\uFFFF\uFFFE\uE000\uDBFF\uDFFF",
                "'; drop table events; --",
                "\"\\\"quoted\\\"\" {1} ${x} :name ?1 $1",
                "a/b//c\\d/../%2F%00%s%",
                "_%LIKE_%",
                "\u0001\u001F\u007F\u0085\u2028\r\n\t",
                " leading and trailing ",
                "null",
                "\u202E right to left",
                "İstanbul ı ß SS",
                "x".repeat(EntityRef.MAX_ID_LENGTH),
                "\uD83D\uDE00".repeat(EntityRef.MAX_ID_LENGTH));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "0",
                "-1e-7",
                "\"\"",
                "[]",
                "{}",
                "{\"a\":[1,{\"b\":null}],\"z\":\"\\u0000 \\u001f \\u2028 \uD83D\uDE00\"}",
                "\"'; drop table events; -- %s ${x} ?\"",
                "[1e+30,9007199254740991,0.1,123456789.125]"
            })
    void payloads_are_kept_to_the_byte(String json) {
        AdmittedEvent sent = event(newStream()).payload(json).candidate();
        append(sent);
        roundTrips(sent);
    }

    @Test
    void a_large_payload_is_kept_to_the_byte() {
        AdmittedEvent sent = event(newStream())
                .payload("\"" + "0123456789abcde€".repeat(60_000) + "\"")
                .candidate();
        append(sent);
        roundTrips(sent);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-02T03:04:05Z",
                "2026-01-02t03:04:05z",
                "2026-01-02T03:04:05+00:00",
                "2026-01-02T03:04:05-00:00",
                "2026-01-02T03:04:05.100+23:59",
                "2016-12-31T23:59:60Z",
                "0000-01-01T00:00:00Z",
                "9999-12-31T23:59:59.999999999999999999999999999999999999999Z"
            })
    void created_at_is_kept_verbatim(String text) {
        AdmittedEvent sent = event(newStream()).createdAt(text).candidate();
        append(sent);
        assertThat(roundTrips(sent).event().createdAt().text()).isEqualTo(text);
    }

    @Test
    void commands_base_versions_and_agents_are_kept() {
        StreamId stream = newStream();
        List<AdmittedEvent> sent = List.of(
                event(stream).command(UUID.randomUUID()).candidate(),
                event(stream).baseVersion(1L).agent(UUID.randomUUID()).candidate(),
                event(stream)
                        .baseVersion(2L)
                        .agent(new UUID(0, 0))
                        .command(new UUID(-1, -1))
                        .candidate(),
                event(stream).entity("order", "o-9").baseVersion(0L).candidate());
        append(sent);
        sent.forEach(this::roundTrips);
    }

    @Test
    void ids_of_every_kind_of_uuid_are_kept() {
        StreamId stream = new StreamId(new UUID(-1, UUID.randomUUID().getLeastSignificantBits()), new UUID(0, 0));
        List<AdmittedEvent> sent = List.of(
                event(stream).id(new UUID(0, 0)).candidate(),
                event(stream).id(new UUID(-1, -1)).candidate(),
                event(stream).id(new UUID(Long.MIN_VALUE, 1)).candidate());
        append(sent);
        sent.forEach(this::roundTrips);
    }

    @Test
    void signatures_are_kept() {
        StreamId stream = newStream();
        for (long keyId : new long[] {0, 1, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL}) {
            registerKey(stream, EventBuilder.AGENT, keyId);
            AdmittedEvent sent = event(stream).signedBy(keyId).candidate();
            append(sent);
            assertThat(roundTrips(sent).event().authorship())
                    .isEqualTo(sent.event().authorship());
            assertThat(said(append(sent))).first().asString().startsWith("duplicate");
        }
    }

    @Test
    void the_time_of_sequencing_is_in_microseconds_and_never_falls() {
        StreamId stream = newStream();
        Instant before = Instant.now().minusSeconds(300);
        for (int i = 0; i < 20; i++) {
            append(AppendContract.events(stream, 3));
        }
        Instant after = Instant.now().plusSeconds(300);
        List<Instant> moments =
                readAll(stream).stream().map(SequencedEvent::sequencedAt).toList();
        assertThat(moments).isSorted();
        assertThat(moments).allSatisfy(moment -> {
            assertThat(moment).isBetween(before, after);
            assertThat(moment).isEqualTo(moment.truncatedTo(ChronoUnit.MICROS));
        });
    }

    /** Reads the event back in each way there is, and recomputes its leaf. */
    private SequencedEvent roundTrips(AdmittedEvent sent) {
        StreamId stream = sent.event().stream();
        SequencedEvent row = store().find(stream, sent.event().eventId()).orElseThrow();
        assertThat(row.event()).isEqualTo(sent.event());
        assertThat(row.leafHash())
                .isEqualTo(VesHashes.leaf(
                        stream,
                        row.sequenceNumber(),
                        VesHashes.signing(row.event()),
                        row.event().authorship().signature()));
        ReadOptions here = ReadOptions.forwardsFrom(row.sequenceNumber()).limit(1);
        assertThat(store().read(stream, here).events()).containsExactly(row);
        assertThat(store().entityHistory(stream, sent.event().entity(), row.entityVersion() - 1, 1)
                        .events())
                .containsExactly(row);
        return row;
    }

    private static String cut(String text, int maxCodePoints) {
        return text.codePointCount(0, text.length()) <= maxCodePoints
                ? text
                : text.substring(0, text.offsetByCodePoints(0, maxCodePoints));
    }
}
