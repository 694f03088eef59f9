package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.tck.DurableEventStoreContract;
import com.stateset.sequencer.tck.StoreFixture;

class SqliteFileContractTest extends DurableEventStoreContract {

    @Override
    protected StoreFixture fixture() {
        return new SqliteFileFixture();
    }
}
