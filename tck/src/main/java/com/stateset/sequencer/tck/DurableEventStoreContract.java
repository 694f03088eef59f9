package com.stateset.sequencer.tck;

import org.junit.jupiter.api.Nested;

/** {@link EventStoreContract} for stores that keep their events: what they have taken outlives them. */
public abstract class DurableEventStoreContract extends EventStoreContract {

    @Nested
    class Reopening extends ReopenContract {
        @Override
        protected StoreFixture fixture() {
            return DurableEventStoreContract.this.fixture();
        }
    }
}
