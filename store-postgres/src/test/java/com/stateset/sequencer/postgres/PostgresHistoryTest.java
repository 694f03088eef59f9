package com.stateset.sequencer.postgres;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.history.HistoryOracleContract;

class PostgresHistoryTest extends HistoryOracleContract {

    @Override
    protected StoreFixture fixture() {
        return new PostgresFixture();
    }
}
