package com.stateset.sequencer.tck.tree;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.journal.JournalFixture;

class JournalHeadsLogTest extends HeadsLogContract {

    @Override
    protected StoreFixture fixture() {
        return new JournalFixture();
    }
}
