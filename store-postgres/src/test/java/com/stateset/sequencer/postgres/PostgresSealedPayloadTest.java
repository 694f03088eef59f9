package com.stateset.sequencer.postgres;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.sealing.SealedPayloadContract;

class PostgresSealedPayloadTest extends SealedPayloadContract {

    @Override
    protected StoreFixture fixture() {
        return new PostgresFixture();
    }
}
