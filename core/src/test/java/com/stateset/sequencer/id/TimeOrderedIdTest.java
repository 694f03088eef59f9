package com.stateset.sequencer.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimeOrderedIdTest {

    @Test
    void it_is_a_uuid_of_version_7() {
        UUID id = TimeOrderedId.next();
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
    }

    @Test
    void it_begins_with_the_time_at_which_it_was_made() {
        long before = System.currentTimeMillis();
        UUID id = TimeOrderedId.next();
        assertThat(id.getMostSignificantBits() >>> 16).isBetween(before, System.currentTimeMillis());
    }

    @Test
    void a_hundred_thousand_of_them_are_different_in_what_is_chance() {
        Set<Long> chance = IntStream.range(0, 100_000)
                .mapToObj(i -> TimeOrderedId.next().getLeastSignificantBits())
                .collect(Collectors.toSet());
        assertThat(chance).hasSize(100_000);
    }
}
