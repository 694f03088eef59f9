package com.stateset.sequencer.postgres;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.keys.KeyContract;

class PostgresKeysTest extends KeyContract {

    @Override
    protected StoreFixture fixture() {
        return new PostgresFixture();
    }
}
