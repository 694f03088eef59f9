package com.stateset.sequencer.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.json.InvalidJsonException;
import com.stateset.sequencer.protocol.ingest.ConditionalIngestRequest;
import com.stateset.sequencer.protocol.ingest.IngestAnswer;
import com.stateset.sequencer.protocol.ingest.IngestRequest;
import com.stateset.sequencer.protocol.ingest.SignedIngestRequest;
import com.stateset.sequencer.protocol.ingest.UnsignedEnvelope;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The short way is held against the long one, which has all the rules. */
class PlainParserTest {

    private static final int TIMES = 60_000;
    private static final String AGENT = "\"agent_id\":\"00000000-0000-0000-0000-000000000000\"";
    private static final List<String> STRAY = List.of(
            "\"",
            "\\",
            "\\u0041",
            "\\ud800",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            " ",
            "\n",
            "\r\n",
            "\t",
            "0",
            "-",
            ".",
            "e1",
            "null",
            "true",
            "\u0000",
            "\u0007",
            "\u007f",
            "\u00e4",
            "\ufeff",
            "\"events\":[]",
            "\"x\":{\"a\":1,\"a\":2},",
            "\"x\":[[1e400]],",
            "\"payload\":3,",
            "\"append_condition\":{},",
            "\"event_type\":\"y\",",
            "[[[[[[[[[[[[[[[[[[[[");
    private static final List<String> PAYLOADS = List.of(
            "{\"b\":[1.50,{\"z\":true}],\"a\":\"x\"}",
            "{}",
            "[]",
            "7",
            "-0",
            "1e2",
            "0.10",
            "\"text\"",
            "null",
            "{\"a\":\"\\n\"}",
            "[\"\\ud800\",{\"a\":\"}\\\"]\"}]",
            "{\"\\ud800\":1}",
            "[1e2,[],1E400]",
            "{\"a\":\"\u00e4\"}",
            "{\"a\":1,\"a\":2}",
            "[9007199254740993]");

    private final long seed = Long.getLong("sequencer.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void reads_what_the_long_way_reads_of_the_same_text() {
        int taken = 0;
        for (int i = 0; i < TIMES; i++) {
            StringBuilder text = new StringBuilder(request());
            for (int changes = random.nextInt(3); changes > 0; changes--) {
                int at = random.nextInt(text.length());
                int to = Math.min(text.length(), at + random.nextInt(4));
                text.replace(at, to, random.nextBoolean() ? oneOf(STRAY) : "");
            }
            taken += isTakenAlike(text.toString()) ? 1 : 0;
        }
        assertThat(taken).as("seed %d", seed).isBetween(TIMES / 10, TIMES - 1);
    }

    @Test
    void takes_the_requests_and_answers_of_an_ordinary_client() {
        String event = event(PAYLOADS.get(0));
        String signed =
                "{\"ves_version\":1,\"event_id\":\"" + UUID.randomUUID() + "\",\"tenant_id\":\"" + UUID.randomUUID()
                        + "\",\"store_id\":\"" + UUID.randomUUID() + "\",\"source_agent_id\":\"" + UUID.randomUUID()
                        + "\",\"agent_key_id\":1,\"entity_type\":\"order\",\"entity_id\":\"1\",\"event_type\":\"placed\","
                        + "\"created_at\":\"2026-01-02T03:04:05Z\",\"payload_kind\":0,\"payload\":{\"a\":[1]},\"payload_plain_hash\":\""
                        + "ab".repeat(32) + "\",\"agent_signature\":\"" + "cd".repeat(64) + "\"}";
        String answer = "{\"batch_id\":\"" + UUID.randomUUID() + "\",\"events_accepted\":1,\"events_duplicate\":0,"
                + "\"events_rejected\":0,\"assigned_sequence_start\":9,\"assigned_sequence_end\":9,\"head_sequence\":9,"
                + "\"rejections\":[],\"results\":[{\"event_id\":\"" + UUID.randomUUID()
                + "\",\"status\":\"accepted\",\"sequence_number\":9}]}";

        assertIsTaken("{" + AGENT + ",\"events\":[" + event + "," + event + "]}", IngestRequest.class);
        assertIsTaken(
                "{\"agentId\":\"" + UUID.randomUUID() + "\",\"events\":[" + signed + "]}", SignedIngestRequest.class);
        assertIsTaken(
                "{" + AGENT + ",\"events\":[" + event
                        + "],\"append_condition\":{\"after\":4,\"query\":[{\"tags\":[\"a\"]}]}}",
                ConditionalIngestRequest.class);
        assertIsTaken(answer, IngestAnswer.class);
    }

    @Test
    void goes_on_behind_a_payload_that_is_not_plain() {
        String odd = "{\"a\":[\"\\n}\\\"\",1e2],\"a\":{}}";
        String text = "{" + AGENT + ",\"events\":[" + event(odd) + "," + event(PAYLOADS.get(0)) + "]}";

        assertIsTaken(text, IngestRequest.class);
        assertThat(ProtocolJson.readAny(utf8(text), IngestRequest.class)
                        .events()
                        .get(0)
                        .payload())
                .hasToString(odd);
    }

    @Test
    void finds_the_canonical_form_of_a_payload_in_passing() {
        IngestRequest request = ProtocolJson.readPlainly(
                utf8("{" + AGENT + ",\"events\":[" + event(PAYLOADS.get(0)) + "]}"), IngestRequest.class);

        assertThat(request).isNotNull();
        RawJson payload = request.events().get(0).payload();
        assertThat(payload).hasToString(PAYLOADS.get(0));
        assertThat(payload.toCanonical())
                .hasToString("{\"a\":\"x\",\"b\":[1.5,{\"z\":true}]}")
                .isSameAs(payload.toCanonical());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{\"agent_id\":1,\"events\":[]}",
                "{\"events\":[]}",
                "{\"agent_id\":\"x\",\"events\":[]}",
                "{" + AGENT + ",\"events\":[],}",
                "{" + AGENT + ",\"events\":[]",
                "{" + AGENT + ",\"events\":[null]}",
                "{" + AGENT + ",\"events\":[]}}",
                "{" + AGENT + ",\"events\":[]} {}",
                "{" + AGENT + "," + AGENT + ",\"events\":[]}",
                "{" + AGENT + ",\"events\":[],\"x\":\"\\n\"}",
                "{" + AGENT + ",\"events\":[],\"x\":\"\u00e4\"}",
                "{" + AGENT + ",\"events\":[],\"x\":{\"\\ud800\":1}}",
                "{" + AGENT + ",\"events\":[],\"x\":[}}",
                "{" + AGENT + ",\"events\":[],\"append_condition\":{}}"
            })
    void leaves_the_rest(String text) {
        assertThat(ProtocolJson.readPlainly(utf8(text), IngestRequest.class)).isNull();
    }

    private static <T> void assertIsTaken(String text, Class<T> type) {
        assertThat(ProtocolJson.readPlainly(utf8(text), type))
                .isNotNull()
                .isEqualTo(ProtocolJson.readAny(utf8(text), type));
    }

    /** Whether the short way was taken; if so, the long one leads to the same. */
    private boolean isTakenAlike(String text) {
        IngestRequest request = ProtocolJson.readPlainly(utf8(text), IngestRequest.class);
        if (request == null) {
            return false;
        }
        assertThat(request).as("seed %d: %s", seed, text).isEqualTo(longWay(text));
        for (UnsignedEnvelope event : request.events()) {
            assertThat(canonical(event.payload()))
                    .as("seed %d: %s", seed, text)
                    .isEqualTo(canonical(RawJson.of(event.payload().toByteArray())));
        }
        return true;
    }

    private static @Nullable IngestRequest longWay(String text) {
        try {
            return ProtocolJson.readAny(utf8(text), IngestRequest.class);
        } catch (InvalidMessageException e) {
            return null;
        }
    }

    private static @Nullable CanonicalJson canonical(RawJson payload) {
        try {
            return payload.toCanonical();
        } catch (InvalidJsonException e) {
            return null;
        }
    }

    private String request() {
        String events = IntStream.range(0, random.nextInt(3))
                .mapToObj(i -> event(oneOf(random.nextBoolean() ? PAYLOADS.subList(0, 5) : PAYLOADS)))
                .collect(Collectors.joining(space() + ","));
        return space() + "{" + AGENT + space() + ",\"events\":[" + events + "]" + space() + "}" + space();
    }

    private String event(String payload) {
        return "{\"event_id\":\"" + UUID.randomUUID() + "\",\"tenant_id\":\"" + UUID.randomUUID() + "\",\"store_id\":\""
                + UUID.randomUUID() + "\",\"entity_type\":\"order\",\"entity_id\":" + space() + "\"" + random.nextInt()
                + "\",\"event_type\":\"placed\",\"payload\":" + space() + payload + space()
                + (random.nextInt(4) == 0 ? ",\"base_version\":" + random.nextInt() : "")
                + (random.nextInt(4) == 0 ? ",\"metadata\":{\"a\":\"b\",\"c\":\"d\"},\"tags\":[\"t\",\"u\"]" : "")
                + (random.nextInt(4) == 0 ? ",\"unknown\":{\"a\":[1,{}]}" : "")
                + ",\"created_at\":\"2026-01-02T03:04:05Z\",\"source_agent\":\"" + UUID.randomUUID() + "\"}";
    }

    private String space() {
        return random.nextInt(8) == 0 ? oneOf(List.of(" ", "\n", "\t\r", "  ")) : "";
    }

    private String oneOf(List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
