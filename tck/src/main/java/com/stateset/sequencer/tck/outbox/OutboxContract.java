package com.stateset.sequencer.tck.outbox;

import org.junit.jupiter.api.Nested;

/** All that an outbox promises, as tests. */
public abstract class OutboxContract {

    /** The fixture of the outbox under test. */
    protected abstract OutboxFixture fixture();

    @Nested
    class Appending extends OutboxAppendContract {
        @Override
        protected OutboxFixture fixture() {
            return OutboxContract.this.fixture();
        }
    }

    @Nested
    class Pushing extends OutboxPushContract {
        @Override
        protected OutboxFixture fixture() {
            return OutboxContract.this.fixture();
        }
    }

    @Nested
    class Resolving extends OutboxResolutionContract {
        @Override
        protected OutboxFixture fixture() {
            return OutboxContract.this.fixture();
        }
    }

    @Nested
    class Pulling extends OutboxReplicaContract {
        @Override
        protected OutboxFixture fixture() {
            return OutboxContract.this.fixture();
        }
    }

    @Nested
    class KeepingHistory extends OutboxHistoryContract {
        @Override
        protected OutboxFixture fixture() {
            return OutboxContract.this.fixture();
        }
    }
}
