package com.stateset.sequencer.outbox;

import com.stateset.sequencer.tck.OutboxContract;
import com.stateset.sequencer.tck.OutboxFixture;

class AnOutboxInAFileKeepsTheContractTest extends OutboxContract {

    @Override
    protected OutboxFixture fixture() {
        return new OutboxFileFixture();
    }
}
