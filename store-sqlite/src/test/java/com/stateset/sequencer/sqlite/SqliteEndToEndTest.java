package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.encryption.EndToEndContract;

class SqliteEndToEndTest extends EndToEndContract {

    @Override
    protected StoreFixture fixture() {
        return new SqliteFileFixture();
    }
}
