package com.stateset.sequencer.outbox;

import com.stateset.sequencer.tck.OutboxContract;
import com.stateset.sequencer.tck.OutboxFixture;

class SqliteOutboxTest extends OutboxContract {

    @Override
    protected OutboxFixture fixture() {
        return new OutboxFileFixture();
    }
}
