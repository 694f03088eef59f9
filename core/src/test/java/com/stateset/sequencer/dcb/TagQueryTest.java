package com.stateset.sequencer.dcb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TagQueryTest {

    private static final Tags BOTH = Tags.of("course:c1", "student:s7");

    @Test
    void an_item_wants_one_of_its_types_and_all_of_its_tags() {
        TagQuery query = TagQuery.tagged("course:c1", "student:s7").ofTypes("a", "b");
        assertThat(query.matches("a", BOTH)).isTrue();
        assertThat(query.matches("b", Tags.of("course:c1", "student:s7", "more")))
                .isTrue();
        assertThat(query.matches("c", BOTH)).isFalse();
        assertThat(query.matches("a", Tags.of("course:c1"))).isFalse();
        assertThat(query.matches("a", Tags.NONE)).isFalse();
    }

    @Test
    void a_query_wants_one_of_its_items() {
        TagQuery query = TagQuery.tagged("x").ofTypes("a").or(TagQuery.tagged("course:c1"));
        assertThat(query.matches("b", BOTH)).isTrue();
        assertThat(query.matches("a", Tags.of("x"))).isTrue();
        assertThat(query.matches("b", Tags.of("x"))).isFalse();
        assertThat(TagQuery.ALL.matches("any", Tags.NONE)).isTrue();
        assertThat(query.or(query)).isEqualTo(query);
        assertThat(TagQuery.tagged("x", "x").ofTypes("a", "a"))
                .isEqualTo(TagQuery.tagged("x").ofTypes("a"));
    }

    @Test
    void it_tells_whether_an_index_leads_to_its_events() {
        TagQuery tagged = TagQuery.tagged("x").ofTypes("a");
        assertThat(tagged.isTagged()).isTrue();
        assertThat(tagged.or(TagQuery.ALL).isTagged()).isFalse();
        assertThat(TagQuery.ALL.isOfTypesAlone()).isFalse();
        assertThat(TagQuery.ALL.ofTypes("a").isOfTypesAlone()).isTrue();
        assertThat(tagged.isOfTypesAlone()).isFalse();
    }

    @Test
    void the_tag_that_was_named_first_leads() {
        TagQuery query = TagQuery.tagged("z", "a", "m").ofTypes("t");
        TagQuery.Item item = query.items().get(0);
        assertThat(item.leadingTag()).isEqualTo("z");
        assertThat(item.tagsAsJson()).isEqualTo("[\"z\",\"a\",\"m\"]");
        assertThat(query).isEqualTo(TagQuery.tagged("a", "m", "z").ofTypes("t"));
    }

    @Test
    void its_limits_are_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TagQuery(List.of()))
                .withMessage("a query has 0 items; 1 to 32 are allowed");
        List<TagQuery.Item> many = IntStream.range(0, 33)
                .mapToObj(i -> new TagQuery.Item(Set.of(), Set.of("t" + i)))
                .toList();
        assertThat(new TagQuery(many.subList(0, 32)).items()).hasSize(32);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TagQuery(many))
                .withMessage("a query has 33 items; 1 to 32 are allowed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TagQuery.ALL.ofTypes(numbered(101)))
                .withMessage("event_types has 101 values; at most 100 are allowed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TagQuery.tagged(numbered(17)))
                .withMessage("tags has 17 values; at most 16 are allowed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AppendCondition(TagQuery.ALL, -1))
                .withMessage("after is -1; it must be 0 or more");
    }

    @Test
    void tags_are_a_bounded_set_of_bounded_text() {
        assertThat(Tags.of("b", "a", "b").toJson()).isEqualTo("[\"a\",\"b\"]");
        assertThat(Tags.of()).isSameAs(Tags.NONE);
        assertThat(Tags.NONE.sizeInBytes()).isZero();
        assertThat(Tags.of("ä", "b").sizeInBytes()).isEqualTo("['ä','b']".length() + 1);
        assertThat(Tags.of(numbered(16)).values()).hasSize(16);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tags.of(numbered(17)))
                .withMessage("tags has 17 values; at most 16 are allowed");
        assertThat(Tags.of("x".repeat(256)).values()).hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tags.of("x".repeat(257)))
                .withMessage("a value of tags has 257 characters; at most 256 are allowed");
        assertThatIllegalArgumentException().isThrownBy(() -> Tags.of("")).withMessage("a value of tags is empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tags.of("a\0"))
                .withMessage("a value of tags holds the character U+0000");
    }

    @Test
    void tags_read_back_what_they_wrote_and_nothing_else() {
        assertThat(Tags.ofJson("[ \"student:s7\", \"course:c1\" ]"))
                .isEqualTo(BOTH)
                .hasSameHashCodeAs(BOTH);
        assertThat(Tags.ofJson(BOTH.toJson())).isEqualTo(BOTH);
        assertThat(Tags.ofJson("[]")).isSameAs(Tags.NONE);
        for (String wrong : List.of("{}", "null", "[1]", "[null]", "[\"a\"", "\"a\"")) {
            assertThatIllegalArgumentException()
                    .as(wrong)
                    .isThrownBy(() -> Tags.ofJson(wrong))
                    .withMessage("tags is not an array of strings");
        }
    }

    private static String[] numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> "t" + i).toArray(String[]::new);
    }
}
