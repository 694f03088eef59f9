package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.sealing.SealedPayloadContract;

class SqliteSealedPayloadTest extends SealedPayloadContract {

    @Override
    protected StoreFixture fixture() {
        return new SqliteFileFixture();
    }
}
