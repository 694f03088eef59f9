package com.stateset.sequencer.postgres;

import com.stateset.sequencer.tck.AnchorContract;
import com.stateset.sequencer.tck.StoreFixture;

class CommitmentAnchorsTest extends AnchorContract {

    @Override
    protected StoreFixture fixture() {
        return new PostgresFixture();
    }
}
