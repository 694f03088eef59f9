package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.tree.StoredEdgeContract;

class SqliteHistoryTreeTest extends StoredEdgeContract {

    @Override
    protected StoreFixture fixture() {
        return new SqliteFileFixture();
    }
}
