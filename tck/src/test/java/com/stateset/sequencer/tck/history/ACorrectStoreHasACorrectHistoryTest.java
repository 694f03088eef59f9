package com.stateset.sequencer.tck.history;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.journal.JournalFixture;

class ACorrectStoreHasACorrectHistoryTest extends HistoryOracleContract {

    @Override
    protected StoreFixture fixture() {
        return new JournalFixture();
    }
}
