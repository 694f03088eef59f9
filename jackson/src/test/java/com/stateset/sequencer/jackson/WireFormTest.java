package com.stateset.sequencer.jackson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.jackson.ReturnedValues.Answer;
import com.stateset.sequencer.protocol.WireEvent;
import com.stateset.sequencer.protocol.WireEventPage;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class WireFormTest {

    private static final List<Object> VALUES = ReturnedValues.all();

    private final ObjectMapper two = JsonMapper.builder()
            .addModule(new SequencerJackson2Module())
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .build();
    private final tools.jackson.databind.json.JsonMapper three = tools.jackson.databind.json.JsonMapper.builder()
            .addModule(new SequencerJackson3Module())
            .propertyNamingStrategy(tools.jackson.databind.PropertyNamingStrategies.KEBAB_CASE)
            .build();

    @ParameterizedTest
    @FieldSource("VALUES")
    void both_write_what_the_server_would(Object value) throws Exception {
        String wire = wire(value);

        assertThat(two.writeValueAsString(value)).isEqualTo(wire);
        assertThat(three.writeValueAsString(value)).isEqualTo(wire);
    }

    /** As the server writes it; of the numbers in payloads, Java has a notation of its own. */
    private static String wire(Object value) {
        return WireForm.ALL.stream()
                .filter(form -> form.type().isInstance(value))
                .findFirst()
                .map(form -> new String(json(form, value), StandardCharsets.UTF_8))
                .orElseThrow()
                .replace("1e+21", "1E+21")
                .replace("1e-7", "1E-7");
    }

    private static <T> byte[] json(WireForm<T> form, Object value) {
        return form.json(form.type().cast(value));
    }

    @Test
    void every_form_is_tried() {
        assertThat(WireForm.ALL)
                .allSatisfy(form -> assertThat(VALUES).as(form.type().getName()).anyMatch(form.type()::isInstance));
    }

    @Test
    void members_have_the_names_of_the_protocol() {
        JsonNode receipt = two.valueToTree(VALUES.get(3));

        assertThat(receipt.path("events_accepted").intValue()).isEqualTo(1);
        assertThat(receipt.path("events_duplicate").intValue()).isEqualTo(1);
        assertThat(receipt.path("results").findValuesAsText("status"))
                .containsExactly("accepted", "duplicate", "rejected");
        assertThat(receipt.path("rejections").get(0).path("reason").textValue()).startsWith("version_conflict");
        assertThat(receipt.path("head_sequence").longValue()).isEqualTo(1);
    }

    @Test
    void an_event_is_the_protocols_own() {
        SequencedEvent event = value(SequencedEvent.class);
        WireEvent read =
                ProtocolJson.read(two.valueToTree(event).toString().getBytes(StandardCharsets.UTF_8), WireEvent.class);

        assertThat(read.toSequencedEvent().leafHash()).isEqualTo(event.leafHash());
        assertThat(two.valueToTree(event).at("/envelope/payload/customer").textValue())
                .isEqualTo("Jörg");
    }

    @Test
    void a_page_says_how_to_read_on() {
        List<WireEventPage> pages = VALUES.stream()
                .filter(EventPage.class::isInstance)
                .map(page -> ProtocolJson.read(
                        two.valueToTree(page).toString().getBytes(StandardCharsets.UTF_8), WireEventPage.class))
                .toList();

        assertThat(pages).extracting(WireEventPage::count).containsExactly(1, 0);
        assertThat(pages).extracting(WireEventPage::nextSequence).containsExactly(1L, 1L);
        assertThat(pages).extracting(WireEventPage::hasMore).containsExactly(false, false);
    }

    @Test
    void values_within_others_are_written_so_too() throws Exception {
        Answer answer = new Answer("o-1", value(Outcome.Stored.class), List.of(value(SequencedEvent.class)));
        String expected = "{\"order-id\":\"o-1\",\"stored\":" + wire(answer.stored()) + ",\"events\":["
                + wire(answer.events().get(0)) + "]}";

        assertThat(two.writeValueAsString(answer)).isEqualTo(expected);
        assertThat(three.writeValueAsString(answer)).isEqualTo(expected);
        assertThat(two.copy().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value(Outcome.class)))
                .contains("\n  \"status\" : \"accepted\"");
    }

    @Test
    void a_receipt_is_the_same_text_each_time() throws Exception {
        assertThat(two.writeValueAsString(VALUES.get(3))).isEqualTo(two.writeValueAsString(VALUES.get(3)));
    }

    @Test
    void both_are_found_by_mappers_that_look_for_modules() throws Exception {
        Outcome outcome = value(Outcome.class);

        assertThat(new ObjectMapper().findAndRegisterModules().writeValueAsString(outcome))
                .isEqualTo(wire(outcome));
        assertThat(tools.jackson.databind.json.JsonMapper.builder()
                        .findAndAddModules()
                        .build()
                        .writeValueAsString(outcome))
                .isEqualTo(wire(outcome));
    }

    @Test
    void without_the_module_there_is_no_answer() {
        assertThatThrownBy(() -> new ObjectMapper().writeValueAsString(value(SequencedEvent.class)))
                .isInstanceOf(JsonProcessingException.class);
    }

    private static <T> T value(Class<T> type) {
        return VALUES.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }
}
