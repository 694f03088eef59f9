package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.sealing.ErasureSurvivalContract;

class SqliteErasureSurvivalTest extends ErasureSurvivalContract {

    @Override
    protected StoreFixture fixture() {
        return new SqliteFileFixture();
    }
}
