package com.stateset.sequencer.jackson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.math.BigDecimal;
import java.time.Instant;
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
