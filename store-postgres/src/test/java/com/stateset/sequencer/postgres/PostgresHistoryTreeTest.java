package com.stateset.sequencer.postgres;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.tree.StoredEdgeContract;

class PostgresHistoryTreeTest extends StoredEdgeContract {

    @Override
    protected StoreFixture fixture() {
        return new PostgresFixture();
    }
}
