package com.stateset.sequencer.outbox.transactional;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteRowSettlementTest extends RowSettlementContract {

    @TempDir
    private Path folder;

    @Override
    TestPlace place() {
        return TestPlace.onSqlite(folder);
    }
}
