package com.stateset.sequencer.tck.history;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.journal.JournalFixture;

class JournalHistoryTest extends HistoryOracleContract {

    @Override
    protected StoreFixture fixture() {
        return new JournalFixture();
    }
}
