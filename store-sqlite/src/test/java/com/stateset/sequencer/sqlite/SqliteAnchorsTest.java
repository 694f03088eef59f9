package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.anchor.AnchorContract;

class SqliteAnchorsTest extends AnchorContract {

    @Override
    protected StoreFixture fixture() {
        return new SqliteFileFixture();
    }
}
