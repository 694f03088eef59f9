package com.stateset.sequencer.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompiledSchemaTest {

    private static final Duration LONG_FOR_A_VERDICT = Duration.ofSeconds(60);

    private static CompiledSchema schema(String json) {
        return CompiledSchema.of(SchemaDocument.read(json.replace('\'', '"')));
    }

    private static String first(CompiledSchema schema, String payload) {
        return first(schema, payload, new WorkBudget());
    }

    private static String first(CompiledSchema schema, String payload, WorkBudget batch) {
        return schema.firstViolation(
                        SchemaDocument.parse(payload.replace('\'', '"').getBytes(StandardCharsets.UTF_8)), batch)
                .map(SchemaViolation::toString)
                .orElse("fits");
    }

    @Test
    void a_violation_names_its_path_and_no_value() {
        CompiledSchema order = schema("""
                {'type':'object','required':['total'],'additionalProperties':false,'properties':{
                 'total':{'type':'integer','minimum':1},'lines':{'items':{'properties':{'sku':{'pattern':'^[A-Z]+$'}}}}}}
                """);
        assertThat(first(order, "{'total':1e21,'lines':[{'sku':'AB'}]}")).isEqualTo("fits");
        assertThat(first(order, "{'total':'a secret'}")).isEqualTo("/total: string found, integer expected");
        assertThat(first(order, "{'total':1,'lines':[{},{'sku':'a secret'}]}"))
                .startsWith("/lines/1/sku: ")
                .doesNotContain("secret");
        assertThat(first(order, "{}")).startsWith("the payload: required property 'total'");
        assertThat(order.violations(SchemaDocument.parse("{\"total\":0,\"more\":1}".getBytes(StandardCharsets.UTF_8))))
                .extracting(SchemaViolation::path)
                .containsExactlyInAnyOrder("/total", "");
    }

    @Test
    void a_violation_is_bounded_whatever_members_are_called() {
        String name = "n\u0007".repeat(100_000);
        String said = first(
                schema("{'additionalProperties':{'type':'null'}}"), "{'" + name.replace("\u0007", "\\u0007") + "':1}");
        assertThat(said)
                .hasSizeLessThan(600)
                .endsWith("integer found, null expected")
                .doesNotContain("\u0007");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {'type':'strng'}                                        | /type: does not have a value in the enumeration
            {'properties':{'a':{'minimum':'1'}}}                    | /properties/a/minimum: string found
            {'$ref':'https://example.com/x'}                        | leads to no schema within it
            {'$ref':'#/const/a','const':{'a':{}}}                   | leads to no schema within it
            {'$schema':'http://json-schema.org/draft-07/schema#'}   | its $schema is not
            {'items':{'$id':'x'}}                                   | /items has $id
            {'$ref':'#'}                                            | go round in a circle
            {'anyOf':[{'$ref':'#/$defs/a'}],'$defs':{'a':{'allOf':[{'$ref':'#'}]}}} | go round in a circle
            {'items':{'pattern':'(?=a)b'}}                          | its pattern is none of RE2
            {'pattern':'((a{100}){100}){100}'}                      | its pattern is too long, or repeats too much
            {'patternProperties':{'(a)\\\\1':{}}}                   | its pattern is none of RE2
            {'multipleOf':1e-100000}                                | a number of more than 400 digits
            {'a':1,'a':2}                                           | it is no JSON: Duplicate field
            {} {}                                                   | it is no JSON
            [1]                                                     | it is no object
            """)
    void what_is_no_safe_schema_is_refused_with_a_sentence(String json, String why) {
        assertThatThrownBy(() -> schema(json))
                .isInstanceOf(SchemaRefusedException.class)
                .hasMessageContaining(why);
    }

    @Test
    void a_text_of_many_schemas_or_long_patterns_is_refused() {
        assertThat(schema("{'allOf':[" + "{},".repeat(4998) + "{}]}")).isNotNull();
        assertThatThrownBy(() -> schema("{'allOf':[" + "{},".repeat(4999) + "{}]}"))
                .hasMessageContaining("it has more than 5000 schemas within it");
        String pattern = "{'pattern':'(abcdefgh){1000}'},";
        assertThat(schema("{'allOf':[" + pattern.repeat(5) + "{}]}")).isNotNull();
        assertThatThrownBy(() -> schema("{'allOf':[" + pattern.repeat(50) + "{}]}"))
                .hasMessageContaining("its patterns together are too long, or repeat too much");
    }

    @Test
    void what_is_data_is_not_taken_for_a_schema() {
        CompiledSchema schema =
                schema("{'const':{'$ref':'https://example.com/x','pattern':'(?=a)'},'default':{'$id':'x'}}");
        assertThat(first(schema, "{'$ref':'https://example.com/x','pattern':'(?=a)'}"))
                .isEqualTo("fits");
        assertThat(first(schema("{'properties':{'$ref':{'type':'null'}}}"), "{'$ref':1}"))
                .startsWith("/$ref: ");
        assertThat(first(schema("{'x-unknown':{'$ref':'y'},'format':'date-time'}"), "'no date'"))
                .isEqualTo("fits");
    }

    @Test
    void hostile_schemas_and_payloads_end_without_a_verdict() {
        CompiledSchema fan = schema("""
                {'$ref':'#/$defs/n','$defs':{'n':{'properties':{'x':{'allOf':[{'$ref':'#/$defs/n'},{'$ref':'#/$defs/n'}]}}}}}
                """);
        CompiledSchema slow = schema("{'pattern':'(x?){500}y'}");
        CompiledSchema recursive = schema("{'properties':{'x':{'$ref':'#'}}}");
        CompiledSchema set = schema("{'uniqueItems':true}");
        String colliding = IntStream.range(0, 1 << 13)
                .mapToObj(i -> IntStream.range(0, 13)
                        .mapToObj(bit -> (i >> bit & 1) == 0 ? "Aa" : "BB")
                        .collect(Collectors.joining("", "'", "'")))
                .collect(Collectors.joining(",", "[", "]"));
        assertTimeoutPreemptively(LONG_FOR_A_VERDICT, () -> {
            assertThat(first(fan, nested(40))).contains("takes too much work");
            assertThat(first(slow, "'" + "x".repeat(1_000_000) + "'")).contains("takes too much work");
            assertThat(first(recursive, nested(900))).contains("nests deeper");
            assertThat(first(recursive, nested(100))).isEqualTo("fits");
            assertThat(first(set, colliding)).contains("takes too much work");
            assertThat(first(set, IntStream.range(0, 10_000).boxed().toList().toString()))
                    .isEqualTo("fits");
        });
    }

    /** 2^levels applications of the leaf. */
    private static CompiledSchema fan(int levels, String leaf) {
        String definitions = IntStream.range(0, levels)
                .mapToObj(i ->
                        "'d%d':{'allOf':[{'$ref':'#/$defs/d%d'},{'$ref':'#/$defs/d%d'}]},".formatted(i, i + 1, i + 1))
                .collect(Collectors.joining());
        return schema("{'$ref':'#/$defs/d0','$defs':{" + definitions + "'d" + levels + "':" + leaf + "}}");
    }

    @Test
    void a_fan_does_not_scan_a_long_text_many_times() {
        CompiledSchema fan = fan(15, "{'maxLength':9999999}");
        assertThat(first(fan, "'x'")).isEqualTo("fits");
        String text = "'" + "x".repeat(1_000_000) + "'";
        assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertThat(first(fan, text)).contains("takes too much work"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {'minLength':1}              | text
            {'not':{'enum':['a',['b']]}} | text
            {'not':{'const':'a'}}        | text
            {'not':{'enum':[[1,2]]}}     | array
            {'not':{'const':[[1]]}}      | array
            {'items':true}               | array
            {'uniqueItems':true}         | array
            {'contains':{}}              | array
            """)
    void a_keyword_costs_what_it_walks(String leaf, String of) {
        CompiledSchema fan = fan(9, leaf);
        String text = "'" + "x".repeat(1_000_000) + "'";
        String array =
                IntStream.range(0, 100_000).mapToObj(Integer::toString).collect(Collectors.joining(",", "[", "]"));
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThat(first(fan, of.equals("text") ? text : array)).contains("takes too much work"));
        assertThat(first(schema(leaf), of.equals("text") ? "'x'" : "[1]")).isEqualTo("fits");
    }

    @Test
    void a_keyword_costs_what_it_lists() {
        String many = IntStream.range(0, 4000).mapToObj(i -> "{}").collect(Collectors.joining(","));
        CompiledSchema branches = schema("{'items':{'allOf':[" + many + "]}}");
        String colliding = IntStream.range(0, 1 << 11)
                .mapToObj(i -> IntStream.range(0, 11)
                        .mapToObj(bit -> (i >> bit & 1) == 0 ? "Aa" : "BB")
                        .collect(Collectors.joining("", "'", "'")))
                .collect(Collectors.joining(",", "[", "]"));
        CompiledSchema values = schema("{'items':{'enum':" + colliding + "}}");
        String items = "{},".repeat(30_000);
        String texts = ("'" + "BB".repeat(11) + "',").repeat(30_000);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            assertThat(first(branches, "[" + items + "{}]")).contains("takes too much work");
            assertThat(first(values, "[" + texts + "'Aa']")).contains("takes too much work");
        });
    }

    @Test
    void the_events_of_a_batch_share_a_budget() {
        CompiledSchema fan = fan(14, "{'maxLength':10}");
        assertThat(first(fan, "'a'")).isEqualTo("fits");
        WorkBudget batch = new WorkBudget();
        assertTimeoutPreemptively(LONG_FOR_A_VERDICT, () -> {
            List<String> verdicts = IntStream.range(0, 1000)
                    .mapToObj(i -> first(fan, "'a'", batch))
                    .toList();
            long fit = verdicts.stream().takeWhile("fits"::equals).count();
            assertThat(fit).isBetween(10L, 200L);
            assertThat(verdicts.subList((int) fit, 1000)).allMatch(verdict -> verdict.contains("send fewer events"));
        });
        assertThat(batch.isExhausted()).isTrue();
    }

    private static String nested(int levels) {
        return "{'x':".repeat(levels) + "1" + "}".repeat(levels);
    }

    @Test
    void common_patterns_are_taken() {
        for (String pattern : List.of(
                "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
                "^.{1,1000}$", "^[a-z]{1,63}(\\.[a-z]{1,63})*$", "^\\d{4}-\\d{2}-\\d{2}T", "^\\p{L}+$")) {
            assertThat(PatternRules.compile(pattern).matcher("x").find()).isIn(true, false);
        }
        assertThat(first(schema("{'pattern':'b'}"), "'abc'")).isEqualTo("fits");
    }
}
