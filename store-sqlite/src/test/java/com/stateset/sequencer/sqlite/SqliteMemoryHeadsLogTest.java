package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.tree.HeadsLogContract;

class SqliteMemoryHeadsLogTest extends HeadsLogContract {

    @Override
    protected StoreFixture fixture() {
        return new MemoryFixture();
    }
}
