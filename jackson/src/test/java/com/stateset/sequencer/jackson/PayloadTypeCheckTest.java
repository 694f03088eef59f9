package com.stateset.sequencer.jackson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.File;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PayloadTypeCheckTest {

    sealed interface OrderEvent {}

    record Placed(UUID id, List<Line> lines, Map<String, Optional<Instant>> dates, Tree tree) implements OrderEvent {}

    record Cancelled(Discount discount) implements OrderEvent {}

    @SuppressWarnings("ArrayRecordComponent") // Payloads may be so.
    record Line(BigDecimal price, double[] weights, JsonNode extra) {}

    record Tree(List<Tree> children) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes(@JsonSubTypes.Type(Percent.class))
    sealed interface Discount {}

    record Percent(int percent) implements Discount {}

    @Test
    void what_survives_passes() {
        assertThat(PayloadMapper.of(OrderEvent.class, String.class, long.class)).isNotNull();
        assertThat(PayloadMapper.of()).isNotNull();
    }

    @Test
    void an_object_is_refused_wherever_it_is() {
        record Free(Object extra) {}
        record Deep(List<Map<String, Free>> frees) {}

        refused(() -> PayloadMapper.of(Deep.class))
                .hasMessage("Deep.frees[]{}.extra is of type java.lang.Object, which does not survive as a payload:"
                        + " nothing says which type to read it back as; name one, or take a JsonNode");
    }

    sealed interface Shapes {}

    record Fine(int a) implements Shapes {}

    record Vague(Number b) implements Shapes {}

    @Test
    void a_sealed_type_is_all_that_it_permits() {
        refused(() -> PayloadMapper.of(Shapes.class)).hasMessageStartingWith("Vague.b is of type java.lang.Number");
    }

    @Test
    void a_member_of_an_abstract_type_needs_type_information() {
        record Holder(Shapes shape) {}
        record Sequence(CharSequence text) {}

        refused(() -> PayloadMapper.of(Holder.class))
                .hasMessageContainingAll("Holder.shape is of type", "nothing says which class", "@JsonTypeInfo");
        assertThat(PayloadMapper.of(Sequence.class)).isNotNull();
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    sealed interface Tagged {}

    record Loose(Object any) implements Tagged {}

    @Test
    void subtypes_of_a_tagged_type_are_looked_at() {
        record Holder(Tagged tagged) {}

        refused(() -> PayloadMapper.of(Holder.class)).hasMessageStartingWith("Loose.any is of type java.lang.Object");
    }

    @Test
    void numbers_without_a_safe_form_are_refused() {
        record Count(OptionalLong count) {}

        refused(() -> PayloadMapper.of(Count.class))
                .hasMessageContainingAll("Count.count is of type java.util.OptionalLong", "take a Long");
    }

    static class Closed {
        final int a;

        Closed(int a, int b) {
            this.a = a + b;
        }

        public int getA() {
            return a;
        }
    }

    @Test
    void a_class_that_cannot_be_made_is_refused() {
        refused(() -> PayloadMapper.of(Closed.class)).hasMessageContaining("no constructor that Jackson can call");
    }

    static class Hidden {
        @SuppressWarnings({"unused", "UnusedVariable"}) // That is the point.
        private int secret = 7;
    }

    static class Shelf {
        private final List<String> _books;

        Shelf() {
            this(List.of());
        }

        Shelf(List<String> books) {
            _books = books;
        }

        public String[] getBooks() {
            return _books.toArray(String[]::new);
        }
    }

    static class Copies {
        private final List<String> _books = new ArrayList<>();

        public List<String> getBooks() {
            return List.copyOf(_books);
        }
    }

    @Test
    void a_class_whose_data_would_be_lost_is_refused() {
        record Holder(List<Hidden> hidden) {}
        record Bits(BitSet bits) {}

        refused(() -> PayloadMapper.of(Holder.class))
                .hasMessageContainingAll("Holder.hidden[] is of type", "it has fields, such as secret");
        refused(() -> PayloadMapper.of(Bits.class)).hasMessageStartingWith("Bits.bits is of type java.util.BitSet");
        refused(() -> PayloadMapper.of(Shelf.class)).hasMessageContaining("its member books is written, but not read");
        refused(() -> PayloadMapper.of(Copies.class)).hasMessageContaining("its member books is written, but not read");
    }

    static class Basket {
        private int count;
        private transient int cached;

        public int getCount() {
            return count;
        }

        public void setCount(int count) {
            this.count = count;
            this.cached = 2 * count;
        }

        public int getDouble() {
            return cached;
        }
    }

    record Sum(int a, int b) {
        public int getTotal() {
            return a + b;
        }
    }

    @Test
    void derived_members_and_classes_without_any_pass() {
        record Nothing() {}

        assertThat(PayloadMapper.of(Sum.class, Nothing.class, Basket.class)).isNotNull();
    }

    static class Annotated {
        private final List<String> _names;

        @JsonUnwrapped
        public Fine inner = new Fine(1);

        @JsonCreator
        Annotated(@JsonProperty("names") List<String> names) {
            _names = names;
        }

        public List<String> getNames() {
            return List.copyOf(_names);
        }

        public int getCount() {
            return _names.size();
        }
    }

    static class Code {
        private final String text;

        @JsonCreator
        Code(String text) {
            this.text = text;
        }

        @JsonValue
        public String text() {
            return text;
        }
    }

    @Test
    void what_annotations_bring_back_passes() {
        assertThat(PayloadMapper.of(Annotated.class, Code.class)).isNotNull();
    }

    @Test
    void contents_of_entries_and_iterables_are_looked_at() {
        record Entry(Map.Entry<String, Object> entry) {}
        record Each(Iterable<Object> each) {}
        record Free(Serializable any) {}
        record Walked(Map.Entry<String, Line> entry, Iterable<Line> each) {}

        refused(() -> PayloadMapper.of(Entry.class))
                .hasMessageStartingWith("Entry.entry{} is of type java.lang.Object");
        refused(() -> PayloadMapper.of(Each.class)).hasMessageStartingWith("Each.each[] is of type java.lang.Object");
        refused(() -> PayloadMapper.of(Free.class)).hasMessageContaining("nothing says which type");
        assertThat(PayloadMapper.of(Walked.class)).isNotNull();
    }

    @Test
    void what_is_written_with_less_than_it_holds_is_refused() {
        refused(() -> PayloadMapper.of(Timestamp.class)).hasMessageContaining("take an Instant");
        refused(() -> PayloadMapper.of(Calendar.class)).hasMessageContaining("take a ZonedDateTime");
        refused(() -> PayloadMapper.of(GregorianCalendar.class)).hasMessageContaining("its time zone");
        refused(() -> PayloadMapper.of(Path.class)).hasMessageContaining("absolute path");
        refused(() -> PayloadMapper.of(File.class)).hasMessageContaining("take a String");
    }

    @Test
    void map_keys_must_be_readable() {
        record Keys(Map<Line, String> lines) {}
        record Any(Map<Object, String> any) {}

        refused(() -> PayloadMapper.of(Keys.class)).hasMessageContainingAll("Keys.lines is of type", "Key");
        refused(() -> PayloadMapper.of(Any.class)).hasMessageContaining("its keys");
    }

    @Test
    void a_member_with_a_serializer_is_left_to_its_author() {
        record Own(
                @JsonSerialize(using = ToStringSerializer.class)
                Object any) {}

        assertThat(PayloadMapper.of(Own.class)).isNotNull();
    }

    private static AbstractThrowableAssert<?, ?> refused(ThrowingCallable call) {
        return assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
    }
}
