package com.stateset.sequencer.tck.keys;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.journal.JournalFixture;

class JournalKeysTest extends KeyContract {

    @Override
    protected StoreFixture fixture() {
        return new JournalFixture();
    }
}
