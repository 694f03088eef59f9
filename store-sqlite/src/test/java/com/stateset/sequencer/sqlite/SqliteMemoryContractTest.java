package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.tck.EventStoreContract;
import com.stateset.sequencer.tck.StoreFixture;

class SqliteMemoryContractTest extends EventStoreContract {

    @Override
    protected StoreFixture fixture() {
        return new MemoryFixture();
    }
}
