package com.stateset.sequencer.tck;

import com.stateset.sequencer.tck.journal.JournalFixture;

class ACorrectStoreKeepsTheContractTest extends DurableEventStoreContract {

    @Override
    protected StoreFixture fixture() {
        return new JournalFixture();
    }
}
