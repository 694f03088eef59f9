package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.tck.ProjectionContract;
import com.stateset.sequencer.tck.ProjectionFixture;

class SqliteProjectionsTest extends ProjectionContract {

    @Override
    protected ProjectionFixture fixture() {
        return new SqliteProjectionFixture();
    }
}
