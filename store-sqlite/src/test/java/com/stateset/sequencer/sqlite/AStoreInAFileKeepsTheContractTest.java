package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.tck.EventStoreContract;
import com.stateset.sequencer.tck.StoreFixture;

class AStoreInAFileKeepsTheContractTest extends EventStoreContract {

    @Override
    protected StoreFixture fixture() {
        return new SqliteFileFixture();
    }
}
