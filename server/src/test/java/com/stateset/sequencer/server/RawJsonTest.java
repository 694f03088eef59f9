package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.AGENT;
import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.protocol.ingest.IngestRequest;
import com.stateset.sequencer.protocol.ingest.UnsignedEnvelope;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawJsonTest {

    private static final String[] SPACES = {"", " ", "\n", "\t\r\n  "};
    private static final String[] STRINGS = {
        "\"\"",
        "\"}]\\\"[{\"",
        "\"\\\\\"",
        "\"é€😀\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud83d\"",
        "\"\\\\ud800\"",
        "\"\\u0000\""
    };
    private static final String[] SCALARS = {"0", "-0", "12.50", "1e5", "123456789012345678901234567890", "true", "null"
    };

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "0",
                "-1.50e+3",
                "\"\"",
                "\"\\\"\"",
                "true",
                "{}",
                "[]",
                "{ \"a\" : [ 1 , \"]}\" ] }",
                "\"\\ud800\"",
                "{\"\\udc00\":\"\\ud800\\ud800\"}"
            })
    void a_payload_is_the_text_between_its_neighbours(String payload) {
        assertThat(payloads(batch(event("o-1", payload), event("o-2", payload))))
                .containsExactly(payload, payload);
        assertThat(payloads(batch(event("o-1", payload).replace(" ", "")))).containsExactly(payload.replace(" ", ""));
    }

    @Test
    void a_payload_may_come_first_or_last() {
        String first = event("o-1", "0").replace("\"payload\": 0 ,", "").replaceFirst("\\{", "{\"payload\":-12,");
        String last = event("o-1", "0").replace("\"payload\": 0 ,", "").replaceFirst("}$", ",\"payload\":3.0}");
        assertThat(payloads(batch(first, last))).containsExactly("-12", "3.0");
        assertThat(payloads("{\"events\":[" + last + "],\"agent_id\":\"" + AGENT + "\"}"))
                .containsExactly("3.0");
    }

    @Test
    void a_payload_may_be_as_deep_as_it_likes() {
        String step = "{ \"[{\\\"\" : [ \"]}\\\\\" , ";
        String payload = step.repeat(100_000) + "0" + " ] }".repeat(100_000);
        assertThat(payloads(batch(event("o-1", payload), event("o-2", "[" + payload + "]"), event("o-3", "{}"))))
                .containsExactly(payload, "[" + payload + "]", "{}");
    }

    @Test
    void any_payload_comes_out_as_it_went_in() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            List<String> expected = new ArrayList<>();
            List<String> events = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(4); i++) {
                String payload = value(random, 0);
                expected.add(payload);
                events.add(event("Füße-😀", payload));
            }
            assertThat(payloads(batch(events))).as("seed %d", seed).isEqualTo(expected);
        }
    }

    private static List<String> payloads(String body) {
        return ProtocolJson.read(body.getBytes(StandardCharsets.UTF_8), IngestRequest.class).events().stream()
                .map(UnsignedEnvelope::toNewEvent)
                .map(NewEvent::payload)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .toList();
    }

    private static String value(Random random, int depth) {
        int kind = depth > 4 ? random.nextInt(2) : random.nextInt(4);
        return switch (kind) {
            case 0 -> pick(random, STRINGS);
            case 1 -> pick(random, SCALARS);
            case 2 -> "[" + items(random, depth, false) + "]";
            default -> "{" + items(random, depth, true) + "}";
        };
    }

    private static String items(Random random, int depth, boolean named) {
        List<String> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            String name = named ? pick(random, STRINGS) + pick(random, SPACES) + ":" : "";
            items.add(pick(random, SPACES)
                    + name
                    + pick(random, SPACES)
                    + value(random, depth + 1)
                    + pick(random, SPACES));
        }
        return items.isEmpty() ? pick(random, SPACES) : String.join(",", items);
    }

    private static String pick(Random random, String[] choices) {
        return choices[random.nextInt(choices.length)];
    }
}
