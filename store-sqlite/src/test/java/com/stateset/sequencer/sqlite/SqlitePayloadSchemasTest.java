package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.schema.PayloadSchemaContract;

class SqlitePayloadSchemasTest extends PayloadSchemaContract {

    @Override
    protected StoreFixture fixture() {
        return new SqliteFileFixture();
    }
}
