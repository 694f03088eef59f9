package com.stateset.sequencer.test;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.test.Stock.Sell;
import com.stateset.sequencer.test.Stock.Sold;
import com.stateset.sequencer.test.Stock.SoldOut;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the tests of an application look like; the page on testing shows pieces of this. */
class ShopTest {

    private static final EntityRef NEVERMIND = new EntityRef("book", "nevermind");
    private static final EntityRef ULYSSES = new EntityRef("book", "ulysses");
    private static final String TENANT = TestSequencer.STREAM.tenantId().toString();
    private static final String STORE = TestSequencer.STREAM.storeId().toString();

    @Test
    void what_is_there_is_sold() {
        DeciderTest.of(new Stock())
                .given(new Sold(7))
                .when(new Sell(2))
                .thenEvents(new Sold(2))
                .thenState(1);
    }

    @Test
    void the_last_copy_is_announced() {
        DeciderTest.of(new Stock()).when(new Sell(10)).thenEvents(new Sold(10), new SoldOut());
    }

    @Test
    void what_is_not_there_is_not_sold() {
        DeciderTest.of(new Stock())
                .given(new Sold(7))
                .when(new Sell(4))
                .thenNothing()
                .thenState(3);
    }

    @Test
    void no_copies_are_no_sale() {
        DeciderTest.of(new Stock()).when(new Sell(0)).thenRejected(IllegalArgumentException.class, "nobody buys");
    }

    @Test
    void sold_copies_are_counted_by_book() {
        ProjectionTest.of(new SoldCopies())
                .given(NEVERMIND, Stock.TYPES, new Sold(2), new Sold(3))
                .given(ULYSSES, Stock.TYPES, new Sold(1))
                .table("sold_copies")
                .containsExactly(
                        Map.of("tenant_id", TENANT, "store_id", STORE, "book", "nevermind", "copies", 5),
                        Map.of("tenant_id", TENANT, "store_id", STORE, "book", "ulysses", "copies", 1));
    }
}
