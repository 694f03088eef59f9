package com.stateset.sequencer.postgres;

import com.stateset.sequencer.tck.ProjectionFixture;
import com.stateset.sequencer.tck.ProjectionSurvivalContract;

class PostgresProjectionsSurvivalTest extends ProjectionSurvivalContract {

    @Override
    protected ProjectionFixture fixture() {
        return new PostgresProjectionFixture();
    }
}
