package com.stateset.sequencer.tck;

import com.stateset.sequencer.tck.journal.JournalFixture;

class JournalStoreTest extends DurableEventStoreContract {

    @Override
    protected StoreFixture fixture() {
        return new JournalFixture();
    }
}
