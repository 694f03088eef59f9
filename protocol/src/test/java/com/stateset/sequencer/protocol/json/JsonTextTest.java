package com.stateset.sequencer.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.CharArrayWriter;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

    private static final String[] OF_EACH_WIDTH = {"a", "\u00e4", "\u20ac", "\ud83d\ude00"};

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 4000})
    void characters_are_those_that_were_encoded(int room) throws IOException {
        String text = text(9000);
        assertThat(read(JsonText.of(utf8(text)), room)).as("seed %d", seed).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void parts_are_found_by_their_characters(boolean ascii) {
        String text = ascii ? "ascii ".repeat(500) : text(3000);
        JsonText json = JsonText.of(utf8(text));
        int at = 0;
        while (at < text.length()) {
            int from = whole(text, at + random.nextInt(5));
            int to = whole(text, from + random.nextInt(40));
            assertThat(json.slice(from, to)).as("seed %d", seed).isEqualTo(utf8(text.substring(from, to)));
            at = to + 1;
        }
    }

    @Test
    void what_stands_in_a_message_comes_out_as_it_was_sent() {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String name = text(random.nextInt(60));
            parts.add(
                    switch (i % 4) {
                        case 0 -> "{\"" + name + "\": [1 , \"" + text(50) + "\"]}";
                        case 1 -> "\"\\ud800" + name + "\"";
                        case 2 -> "[".repeat(1100) + "\"" + name + "\"" + "]".repeat(1100);
                        default -> String.valueOf(random.nextInt());
                    });
        }
        byte[] sent = utf8("[" + String.join(" ,", parts) + "]");
        assertThat(ProtocolJson.readList(sent, RawJson.class))
                .as("seed %d", seed)
                .extracting(RawJson::toString)
                .isEqualTo(parts);
    }

    @Test
    void what_is_wrong_behind_deep_nesting_is_found_where_it_was_sent() {
        String deep = "[".repeat(1100) + "\"" + text(90) + "\"" + "]".repeat(1100);
        assertThatThrownBy(() -> ProtocolJson.readRaw(utf8(deep + " x")))
                .as("seed %d", seed)
                .hasMessageEndingWith("not valid JSON at line 1, column " + (deep.length() + 2));
    }

    @ParameterizedTest
    @CsvSource({
        "'', the body is empty",
        "efbbbf, 'the body begins with a byte order mark, which JSON does not allow'",
        "efbbbf7b7d, 'the body begins with a byte order mark, which JSON does not allow'",
        "7bc3, the body is not valid UTF-8 at byte 1",
        "7b7d20c0af, the body is not valid UTF-8 at byte 3",
        "22eda08022, the body is not valid UTF-8 at byte 1",
    })
    void other_bytes_are_refused(String hex, String problem) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThatThrownBy(() -> JsonText.of(bytes)).hasMessage("$: " + problem);
    }

    @Test
    void bytes_that_are_not_utf_8_are_found_however_late() {
        byte[] bytes = utf8(text(20_000) + "?");
        bytes[bytes.length - 1] = (byte) 0x80;
        assertThatThrownBy(() -> JsonText.of(bytes))
                .as("seed %d", seed)
                .hasMessage("$: the body is not valid UTF-8 at byte " + (bytes.length - 1));
    }

    private String text(int characters) {
        StringBuilder text = new StringBuilder();
        while (text.length() < characters) {
            text.append(OF_EACH_WIDTH[random.nextInt(OF_EACH_WIDTH.length)]);
        }
        return text.toString();
    }

    /** The next place that is not within a pair. */
    private static int whole(String text, int at) {
        int place = Math.min(at, text.length());
        return place < text.length() && Character.isLowSurrogate(text.charAt(place)) ? place + 1 : place;
    }

    private static String read(JsonText json, int room) throws IOException {
        CharArrayWriter text = new CharArrayWriter();
        char[] some = new char[room];
        try (Reader characters = json.characters()) {
            for (int read = characters.read(some); read >= 0; read = characters.read(some)) {
                text.write(some, 0, read);
            }
        }
        return text.toString();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
