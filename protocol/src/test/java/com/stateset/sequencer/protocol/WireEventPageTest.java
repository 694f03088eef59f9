package com.stateset.sequencer.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WireEventPageTest {

    @Test
    void an_empty_page_with_more_behind_it_says_how_far_it_looked() {
        WireEventPage forwards = WireEventPage.of(page(ReadOptions.forwardsFrom(10_001)), List.of());
        assertThat(forwards.nextSequence()).isEqualTo(10_000);
        assertThat(forwards.hasMore()).isTrue();

        WireEventPage backwards = WireEventPage.of(page(ReadOptions.backwardsFrom(5)), List.of(), 1);
        assertThat(backwards.nextSequence()).isEqualTo(6);
    }

    @Test
    void at_the_end_it_is_what_the_reader_knows_or_else_the_head() {
        assertThat(WireEventPage.of(page(null), List.of()).nextSequence()).isEqualTo(20_000);
        assertThat(WireEventPage.of(page(null), List.of(), 30_000).nextSequence())
                .isEqualTo(30_000);
    }

    private static EventPage page(@Nullable ReadOptions next) {
        return new EventPage(List.of(), 20_000, Optional.ofNullable(next));
    }
}
