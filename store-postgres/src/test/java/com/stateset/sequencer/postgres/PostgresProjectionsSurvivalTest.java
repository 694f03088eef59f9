package com.stateset.sequencer.postgres;

import com.stateset.sequencer.tck.projection.ProjectionFixture;
import com.stateset.sequencer.tck.projection.ProjectionSurvivalContract;

class PostgresProjectionsSurvivalTest extends ProjectionSurvivalContract {

    @Override
    protected ProjectionFixture fixture() {
        return new PostgresProjectionFixture();
    }
}
