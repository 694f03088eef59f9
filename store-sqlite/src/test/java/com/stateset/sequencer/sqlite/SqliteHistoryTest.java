package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.tck.HistoryOracleContract;
import com.stateset.sequencer.tck.StoreFixture;

class SqliteHistoryTest extends HistoryOracleContract {

    @Override
    protected StoreFixture fixture() {
        return new SqliteFileFixture();
    }
}
