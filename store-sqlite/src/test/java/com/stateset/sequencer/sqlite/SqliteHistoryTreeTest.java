package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.tree.HistoryTreeContract;

class SqliteHistoryTreeTest extends HistoryTreeContract {

    @Override
    protected StoreFixture fixture() {
        return new SqliteFileFixture();
    }
}
