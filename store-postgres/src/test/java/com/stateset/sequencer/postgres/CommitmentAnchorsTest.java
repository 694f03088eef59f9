package com.stateset.sequencer.postgres;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.anchor.AnchorContract;

class CommitmentAnchorsTest extends AnchorContract {

    @Override
    protected StoreFixture fixture() {
        return new PostgresFixture();
    }
}
