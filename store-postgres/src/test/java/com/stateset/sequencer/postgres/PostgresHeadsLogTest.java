package com.stateset.sequencer.postgres;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.tree.HeadsLogContract;

class PostgresHeadsLogTest extends HeadsLogContract {

    @Override
    protected StoreFixture fixture() {
        return new PostgresFixture();
    }
}
