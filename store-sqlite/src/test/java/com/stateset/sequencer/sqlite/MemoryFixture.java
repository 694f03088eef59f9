package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.StoreFixture;

/** Every store is a place of its own. */
final class MemoryFixture implements StoreFixture {

    @Override
    public String create() {
        return "memory";
    }

    @Override
    public EventStore open(String place) {
        return SqliteEventStore.inMemory();
    }

    @Override
    public void delete(String place) {}

    @Override
    public boolean outlivesItsStores() {
        return false;
    }
}
