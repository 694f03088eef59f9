package com.stateset.sequencer.tck;

class ACorrectStoreHasACorrectHistoryTest extends HistoryOracleContract {

    @Override
    protected StoreFixture fixture() {
        return new JournalFixture();
    }
}
