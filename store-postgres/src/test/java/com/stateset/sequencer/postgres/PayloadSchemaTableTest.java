package com.stateset.sequencer.postgres;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.schema.PayloadSchemaContract;

class PayloadSchemaTableTest extends PayloadSchemaContract {

    @Override
    protected StoreFixture fixture() {
        return new PostgresFixture();
    }
}
