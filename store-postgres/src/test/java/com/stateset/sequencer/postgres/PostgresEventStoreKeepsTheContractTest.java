package com.stateset.sequencer.postgres;

import com.stateset.sequencer.tck.EventStoreContract;
import com.stateset.sequencer.tck.StoreFixture;

class PostgresEventStoreKeepsTheContractTest extends EventStoreContract {

    @Override
    protected StoreFixture fixture() {
        return new PostgresFixture();
    }
}
