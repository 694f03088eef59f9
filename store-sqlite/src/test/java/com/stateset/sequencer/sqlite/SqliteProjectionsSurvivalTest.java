package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.tck.ProjectionFixture;
import com.stateset.sequencer.tck.ProjectionSurvivalContract;

class SqliteProjectionsSurvivalTest extends ProjectionSurvivalContract {

    @Override
    protected ProjectionFixture fixture() {
        return new SqliteProjectionFixture();
    }
}
