package com.stateset.sequencer.cli.rows;

import static com.stateset.sequencer.cli.rows.ReadRows.event;
import static com.stateset.sequencer.cli.rows.ReadRows.payload;
import static com.stateset.sequencer.cli.rows.ReadRows.reason;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.NewEvent;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NdjsonRowsTest {

    private static final String COMMAND = "0f0e0d0c-0b0a-4908-8706-050403020100";

    @Test
    void a_line_says_everything_or_only_what_it_must() throws IOException {
        String full = "{\"event_id\":\"abcdef00-0000-4000-8000-00000000000A\",\"command_id\":\"" + COMMAND
                + "\",\"entity_type\":\"order\",\"entity_id\":\"o/1 \\u00e9\",\"event_type\":\"placed\","
                + "\"payload\":{\"a\":1},\"base_version\":3,\"created_at\":\"2026-01-02T03:04:05Z\",\"more\":[{}]}";
        String least =
                "{\"payload\":[],\"entity_type\":\"t\",\"entity_id\":\"i\",\"event_type\":\"e\",\"event_id\":null}";

        List<Row> rows = ReadRows.ndjson(full + "\r\n\r\n" + least);

        NewEvent event = event(rows.get(0));
        assertThat(event.eventId()).isEqualTo(UUID.fromString("abcdef00-0000-4000-8000-00000000000a"));
        assertThat(event.commandId()).isEqualTo(UUID.fromString(COMMAND));
        assertThat(event.entityId()).isEqualTo("o/1 \u00e9");
        assertThat(event.baseVersion()).isEqualTo(3);
        assertThat(event.createdAt()).isEqualTo("2026-01-02T03:04:05Z");
        NewEvent other = event(rows.get(1));
        assertThat(other.eventId()).isEqualTo(ReadRows.IDS.ofRow(new RowText(3, least, 0)));
        assertThat(other.createdAt()).isEqualTo(ReadRows.EPOCH);
        assertThat(other.baseVersion()).isNull();
        assertThat(other.sourceAgent()).isEqualTo(ReadRows.AGENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{ \"b\" : 10.0, \"a\": [1E2,-0.50] }",
                "\"text \\u00e9 \\\" \u00e9\"",
                "17",
                "1.50",
                "null",
                "true",
                "[]",
                "[[{\"x\":\"}\"}]]"
            })
    void the_payload_keeps_its_spelling(String payload) throws IOException {
        List<Row> last = ReadRows.ndjson(line("\"payload\": " + payload + " "));
        List<Row> first = ReadRows.ndjson(
                "{\"payload\":" + payload + ",\"entity_type\":\"t\",\"entity_id\":\"i\",\"event_type\":\"e\"}");

        assertThat(payload(last.get(0))).isEqualTo(payload);
        assertThat(payload(first.get(0))).isEqualTo(payload);
    }

    @Test
    void a_long_payload_is_cut_out_at_the_right_places() throws IOException {
        String payload = "{\"text\":\"" + "\u00e9\uD83D\uDE00x".repeat(50_000) + "\"}";

        assertThat(payload(ReadRows.ndjson(line("\"payload\":" + payload)).get(0)))
                .isEqualTo(payload);
    }

    @Test
    void bad_lines_say_what_is_wrong_and_the_others_go_on() throws IOException {
        List<Row> rows = ReadRows.ndjson(String.join(
                "\n",
                "{\"entity_type\":",
                "[1]",
                line("\"payload\":{}") + " {}",
                line("\"entity_id\":5,\"payload\":{}").replace("\"entity_id\":\"i\",", ""),
                line("\"other\":{}"),
                line("\"payload\":{},\"event_id\":\"1-1-1-1-1\""),
                line("\"payload\":{},\"base_version\":1.5"),
                line("\"payload\":{},\"event_type\":\"again\""),
                line("\"payload\":{\"a\":1,\"b\":{\"c\":1,\"\\u0063\":2}}"),
                line("\"payload\":{\"a\":9007199254740993}"),
                line("\"payload\":{},\"created_at\":\"\\ud800\""),
                line("\"payload\":{}")));

        assertThat(rows.subList(0, 11))
                .extracting(ReadRows::reason)
                .satisfiesExactly(
                        reason -> assertThat(reason).startsWith("the line is not JSON: Unexpected end-of-input"),
                        reason -> assertThat(reason).isEqualTo("the line is not a JSON object"),
                        reason -> assertThat(reason).isEqualTo("something follows the JSON object on its line"),
                        reason -> assertThat(reason).isEqualTo("entity_id is not a string but 5"),
                        reason -> assertThat(reason).isEqualTo("payload is missing"),
                        reason -> assertThat(reason).isEqualTo("event_id is not a UUID: '1-1-1-1-1'"),
                        reason -> assertThat(reason).isEqualTo("base_version is not a whole number but 1.5"),
                        reason -> assertThat(reason).isEqualTo("the member event_type stands there twice"),
                        reason -> assertThat(reason).isEqualTo("payload $.b.c: duplicate member name"),
                        reason -> assertThat(reason).startsWith("payload ").contains("$.a"),
                        reason -> assertThat(reason).isEqualTo("created_at has a lone surrogate"));
        assertThat(rows)
                .extracting(row -> row.source().line())
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L);
        assertThat(rows.get(11)).isInstanceOf(Row.Read.class);
    }

    @Test
    void the_command_of_a_bad_line_is_known_also_if_it_comes_later() throws IOException {
        Row row = ReadRows.ndjson("{\"entity_type\":{\"x\":[1]},\"command_id\":\"" + COMMAND + "\"}")
                .get(0);

        assertThat(reason(row)).isEqualTo("entity_type is not a string but an object");
        assertThat(((Row.Unreadable) row).commandId()).isEqualTo(UUID.fromString(COMMAND));
    }

    private static String line(String member) {
        return "{\"entity_type\":\"t\",\"entity_id\":\"i\",\"event_type\":\"e\"," + member + "}";
    }
}
