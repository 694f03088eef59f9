package com.stateset.sequencer.postgres;

import com.stateset.sequencer.tck.HistoryOracleContract;
import com.stateset.sequencer.tck.StoreFixture;

class PostgresHistoriesAreRightTest extends HistoryOracleContract {

    @Override
    protected StoreFixture fixture() {
        return new PostgresFixture();
    }
}
