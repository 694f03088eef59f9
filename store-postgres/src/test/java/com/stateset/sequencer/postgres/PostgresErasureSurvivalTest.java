package com.stateset.sequencer.postgres;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.sealing.ErasureSurvivalContract;

class PostgresErasureSurvivalTest extends ErasureSurvivalContract {

    @Override
    protected StoreFixture fixture() {
        return new PostgresFixture();
    }
}
