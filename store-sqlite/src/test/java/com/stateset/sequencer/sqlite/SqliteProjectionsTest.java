package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.tck.projection.ProjectionContract;
import com.stateset.sequencer.tck.projection.ProjectionFixture;

class SqliteProjectionsTest extends ProjectionContract {

    @Override
    protected ProjectionFixture fixture() {
        return new SqliteProjectionFixture();
    }
}
