package com.stateset.sequencer.tck;

class ACorrectStoreKeepsTheContractTest extends DurableEventStoreContract {

    @Override
    protected StoreFixture fixture() {
        return new JournalFixture();
    }
}
