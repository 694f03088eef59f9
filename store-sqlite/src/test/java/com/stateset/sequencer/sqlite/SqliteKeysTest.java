package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.keys.KeyContract;

class SqliteKeysTest extends KeyContract {

    @Override
    protected StoreFixture fixture() {
        return new SqliteFileFixture();
    }
}
