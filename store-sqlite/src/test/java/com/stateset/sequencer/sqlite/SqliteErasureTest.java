package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.sealing.ErasureContract;

class SqliteErasureTest extends ErasureContract {

    @Override
    protected StoreFixture fixture() {
        return new SqliteFileFixture();
    }
}
