package com.stateset.sequencer.postgres;

import com.stateset.sequencer.tck.ProjectionContract;
import com.stateset.sequencer.tck.ProjectionFixture;

class PostgresProjectionsTest extends ProjectionContract {

    @Override
    protected ProjectionFixture fixture() {
        return new PostgresProjectionFixture();
    }
}
