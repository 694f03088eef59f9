package com.stateset.sequencer.postgres;

import com.stateset.sequencer.tck.projection.ProjectionContract;
import com.stateset.sequencer.tck.projection.ProjectionFixture;

class PostgresProjectionsTest extends ProjectionContract {

    @Override
    protected ProjectionFixture fixture() {
        return new PostgresProjectionFixture();
    }
}
