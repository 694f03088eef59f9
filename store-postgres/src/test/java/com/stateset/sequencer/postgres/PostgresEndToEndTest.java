package com.stateset.sequencer.postgres;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.encryption.EndToEndContract;

class PostgresEndToEndTest extends EndToEndContract {

    @Override
    protected StoreFixture fixture() {
        return new PostgresFixture();
    }
}
