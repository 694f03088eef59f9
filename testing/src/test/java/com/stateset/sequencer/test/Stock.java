package com.stateset.sequencer.test;

import com.stateset.sequencer.aggregate.Decider;
import com.stateset.sequencer.replay.EventTypes;
import com.stateset.sequencer.test.Stock.BookEvent;
import com.stateset.sequencer.test.Stock.Sell;
import java.util.List;

/** Ten copies of a book, sold until there are none. */
record Stock() implements Decider<Sell, BookEvent, Integer> {

    static final EventTypes<BookEvent> TYPES = EventTypes.<BookEvent>builder()
            .type("book.sold", Sold.class)
            .type("book.sold_out", SoldOut.class)
            .build();

    record Sell(int copies) {}

    sealed interface BookEvent {}

    record Sold(int copies) implements BookEvent {}

    record SoldOut() implements BookEvent {}

    @Override
    public EventTypes<BookEvent> types() {
        return TYPES;
    }

    @Override
    public Integer initial() {
        return 10;
    }

    @Override
    public Integer evolve(Integer left, BookEvent event) {
        return event instanceof Sold sold ? left - sold.copies() : left;
    }

    @Override
    public List<BookEvent> decide(Sell command, Integer left) {
        if (command.copies() <= 0) {
            throw new IllegalArgumentException("nobody buys " + command.copies() + " copies");
        }
        if (command.copies() > left) {
            return List.of();
        }
        Sold sold = new Sold(command.copies());
        return command.copies() == left ? List.of(sold, new SoldOut()) : List.of(sold);
    }
}
