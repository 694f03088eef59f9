package com.stateset.sequencer.postgres;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.tree.HistoryTreeContract;

class PostgresHistoryTreeTest extends HistoryTreeContract {

    @Override
    protected StoreFixture fixture() {
        return new PostgresFixture();
    }
}
