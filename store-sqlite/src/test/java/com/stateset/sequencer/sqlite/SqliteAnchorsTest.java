package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.tck.AnchorContract;
import com.stateset.sequencer.tck.StoreFixture;

class SqliteAnchorsTest extends AnchorContract {

    @Override
    protected StoreFixture fixture() {
        return new SqliteFileFixture();
    }
}
