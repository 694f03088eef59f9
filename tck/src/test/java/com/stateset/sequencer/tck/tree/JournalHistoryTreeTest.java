package com.stateset.sequencer.tck.tree;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.journal.JournalFixture;

class JournalHistoryTreeTest extends HistoryTreeContract {

    @Override
    protected StoreFixture fixture() {
        return new JournalFixture();
    }
}
