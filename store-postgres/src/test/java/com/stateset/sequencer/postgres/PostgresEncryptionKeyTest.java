package com.stateset.sequencer.postgres;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.encryption.EncryptionKeyContract;

class PostgresEncryptionKeyTest extends EncryptionKeyContract {

    @Override
    protected StoreFixture fixture() {
        return new PostgresFixture();
    }
}
