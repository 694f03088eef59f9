package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.tree.HistoryTreeContract;

class SqliteMemoryHistoryTreeTest extends HistoryTreeContract {

    @Override
    protected StoreFixture fixture() {
        return new MemoryFixture();
    }
}
