package com.stateset.sequencer.postgres.history;

import com.stateset.sequencer.postgres.PostgresFixture;
import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.tree.HeadsLogContract;

class PostgresHeadsLogTest extends HeadsLogContract {

    @Override
    protected StoreFixture fixture() {
        return new PostgresFixture();
    }
}
