package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.tck.ProjectionContract;
import com.stateset.sequencer.tck.ProjectionFixture;

class ProjectionsInAFileKeepTheContractTest extends ProjectionContract {

    @Override
    protected ProjectionFixture fixture() {
        return new SqliteProjectionFixture();
    }
}
