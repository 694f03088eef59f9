package com.stateset.sequencer.postgres;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.sealing.ErasureContract;

class PostgresErasureTest extends ErasureContract {

    @Override
    protected StoreFixture fixture() {
        return new PostgresFixture();
    }
}
