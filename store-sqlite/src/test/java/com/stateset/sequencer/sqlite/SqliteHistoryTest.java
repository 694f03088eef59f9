package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.history.HistoryOracleContract;

class SqliteHistoryTest extends HistoryOracleContract {

    @Override
    protected StoreFixture fixture() {
        return new SqliteFileFixture();
    }
}
