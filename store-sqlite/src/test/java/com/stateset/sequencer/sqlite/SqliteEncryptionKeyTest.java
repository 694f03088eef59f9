package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.encryption.EncryptionKeyContract;

class SqliteEncryptionKeyTest extends EncryptionKeyContract {

    @Override
    protected StoreFixture fixture() {
        return new SqliteFileFixture();
    }
}
