package com.stateset.sequencer.tck;

import org.junit.jupiter.api.Nested;

/**
 * Every promise of {@link com.stateset.sequencer.spi.EventStore} but those about keys ({@code tck.keys}), and about closing and
 * reopening, one test each. A store's tests extend {@link DurableEventStoreContract} and name their fixture; this is for stores
 * that end with the process.
 */
public abstract class EventStoreContract {

    /** Returns the fixture of the store under test. */
    protected abstract StoreFixture fixture();

    @Nested
    class Appending extends AppendContract {
        @Override
        protected StoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Deduplicating extends DedupeContract {
        @Override
        protected StoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class EntityVersions extends EntityVersionContract {
        @Override
        protected StoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Commands extends CommandContract {
        @Override
        protected StoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Chains extends ChainContract {
        @Override
        protected StoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class AtomicBatches extends AtomicBatchContract {
        @Override
        protected StoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Decisions extends DecisionContract {
        @Override
        protected StoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class StreamIsolation extends StreamIsolationContract {
        @Override
        protected StoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Paging extends PagingContract {
        @Override
        protected StoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Filtering extends FilterContract {
        @Override
        protected StoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class LookingUp extends LookUpContract {
        @Override
        protected StoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class RoundTrips extends RoundTripContract {
        @Override
        protected StoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Metadata extends MetadataContract {
        @Override
        protected StoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Tags extends TagContract {
        @Override
        protected StoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class AppendConditions extends AppendConditionContract {
        @Override
        protected StoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Boundaries extends BoundaryContract {
        @Override
        protected StoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class StreamList extends StreamListContract {
        @Override
        protected StoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class LeavesAndTiles extends LeafAndTileContract {
        @Override
        protected StoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Commitments extends CommitmentContract {
        @Override
        protected StoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Identity extends IdentityContract {
        @Override
        protected StoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Leases extends LeaseContract {
        @Override
        protected StoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Snapshots extends SnapshotContract {
        @Override
        protected StoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Concurrency extends ConcurrencyContract {
        @Override
        protected StoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }
}
