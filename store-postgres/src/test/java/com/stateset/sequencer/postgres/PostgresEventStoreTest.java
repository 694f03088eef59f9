package com.stateset.sequencer.postgres;

import com.stateset.sequencer.tck.DurableEventStoreContract;
import com.stateset.sequencer.tck.StoreFixture;

class PostgresEventStoreTest extends DurableEventStoreContract {

    @Override
    protected StoreFixture fixture() {
        return new PostgresFixture();
    }
}
