package com.stateset.sequencer.outbox;

import com.stateset.sequencer.tck.outbox.OutboxContract;
import com.stateset.sequencer.tck.outbox.OutboxFixture;

class SqliteOutboxTest extends OutboxContract {

    @Override
    protected OutboxFixture fixture() {
        return new OutboxFileFixture();
    }
}
