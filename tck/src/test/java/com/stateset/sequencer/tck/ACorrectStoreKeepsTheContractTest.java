package com.stateset.sequencer.tck;

class ACorrectStoreKeepsTheContractTest extends EventStoreContract {

    @Override
    protected StoreFixture fixture() {
        return new JournalFixture();
    }
}
