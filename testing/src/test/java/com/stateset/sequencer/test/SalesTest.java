package com.stateset.sequencer.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.aggregate.Decision;
import com.stateset.sequencer.aggregate.Retry;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.test.Stock.BookEvent;
import com.stateset.sequencer.test.Stock.Sell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Shown by the page on testing. */
@ExtendWith(SequencerExtension.class)
class SalesTest {

    private final EntityRef book = new EntityRef("book", "nevermind");

    @Test
    void a_sale_is_found_in_the_stream(EventStream shop, TestClock clock) {
        Decision<BookEvent, Integer> sale = shop.decide(book, new Stock(), new Sell(2), Retry.never());

        assertThat(sale.state()).isEqualTo(8);
        assertThat(shop.entityHistory(book).events())
                .singleElement()
                .satisfies(event -> assertThat(event.sequencedAt()).isEqualTo(clock.instant()));
    }
}
