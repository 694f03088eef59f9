package com.stateset.sequencer.outbox.transactional;

class PostgresTransactionalOutboxTest extends TransactionalOutboxContract {

    @Override
    TestPlace place() {
        return TestPlace.onPostgres();
    }
}
