package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.tck.projection.ProjectionFixture;
import com.stateset.sequencer.tck.projection.ProjectionSurvivalContract;

class SqliteProjectionsSurvivalTest extends ProjectionSurvivalContract {

    @Override
    protected ProjectionFixture fixture() {
        return new SqliteProjectionFixture();
    }
}
