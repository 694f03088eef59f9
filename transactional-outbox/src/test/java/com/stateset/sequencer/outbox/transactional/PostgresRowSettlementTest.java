package com.stateset.sequencer.outbox.transactional;

class PostgresRowSettlementTest extends RowSettlementContract {

    @Override
    TestPlace place() {
        return TestPlace.onPostgres();
    }
}
