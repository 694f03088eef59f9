package com.stateset.sequencer.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.replay.EventTypes;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Schemas that Java types are exported as, with the values that they are of. */
class ExportedSchemasTest {

    enum Currency {
        EUR,
        USD
    }

    record Line(
            @JsonProperty(required = true) String sku,
            int count,
            BigDecimal price,
            @Nullable Line gift) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    record Card(String number) {}

    @SuppressWarnings("ArrayRecordComponent") // what is exported of one is the point
    record Placed(
            long total,
            boolean paid,
            @Nullable Currency currency,
            List<Line> lines,
            Map<String, Line> byName,
            byte[] blob,
            double rate,
            @Nullable Card card) {}

    record Cancelled() {}

    private static final EventTypes<Record> TYPES = EventTypes.<Record>builder()
            .type("order.placed", 2, Placed.class)
            .type("order.cancelled", Cancelled.class)
            .type("line", Line.class)
            .upcast("order.placed", 1, payload -> payload)
            .build();

    private static String first(String eventType, JsonNode payload) {
        JsonNode schema = TYPES.schemas().get(eventType);
        return CompiledSchema.of(SchemaDocument.read(schema.toString()))
                .firstViolation(payload, new WorkBudget())
                .map(SchemaViolation::toString)
                .orElse("fits");
    }

    private static String written(Record value, String eventType) {
        String payload = TYPES.toEvent(new EntityRef("order", "1"), value)
                .canonicalPayload()
                .toString();
        return first(eventType, parse(payload));
    }

    private static JsonNode parse(String json) {
        return SchemaDocument.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void what_is_written_fits() {
        Line line = new Line("a", 1, BigDecimal.TEN, new Line("b", 2, BigDecimal.ONE, null));
        assertThat(written(
                        new Placed(
                                1,
                                true,
                                Currency.EUR,
                                List.of(line),
                                Map.of("x", line),
                                new byte[] {1},
                                0.5,
                                new Card("1")),
                        "order.placed"))
                .isEqualTo("fits");
        assertThat(written(new Placed(1, true, null, null, null, null, 1, null), "order.placed"))
                .isEqualTo("fits");
        assertThat(written(new Cancelled(), "order.cancelled")).isEqualTo("fits");
        assertThat(written(line, "line")).isEqualTo("fits");
    }

    @Test
    void what_is_of_another_shape_does_not_fit() {
        assertThat(first("line", parse("{'sku':'a','count':1,'gift':{'sku':'b','count':'x'}}")))
                .startsWith("/gift");
        assertThat(first("line", parse("{'sku':'a'}"))).contains("required property 'count'");
        assertThat(first("line", parse("{'sku':null,'count':1}"))).startsWith("/sku");
        assertThat(first("line", parse("{'sku':'a','count':1,'more':1}"))).contains("'more'");
        assertThat(first("order.placed", parse("{'total':1,'paid':true,'rate':1,'currency':'GBP'}")))
                .startsWith("/currency");
        assertThat(first("order.cancelled", parse("{'x':1}"))).contains("'x'");
    }

    record Before(int total) {}

    record After(int total, @Nullable Before more) {}

    @Test
    void a_member_that_is_added_is_backward_compatible() {
        SchemaDocument before = exported(Before.class);
        SchemaDocument after = exported(After.class);
        assertThat(SchemaContainment.problem(before, after)).isEmpty();
        assertThat(SchemaContainment.problem(after, before).orElse("fits")).contains("at /properties/more");
        assertThat(SchemaContainment.problem(after, after)).isEmpty();
    }

    private static SchemaDocument exported(Class<? extends Record> type) {
        JsonNode schema =
                EventTypes.<Record>builder().type("t", type).build().schemas().get("t");
        return SchemaDocument.read(schema.toString());
    }
}
