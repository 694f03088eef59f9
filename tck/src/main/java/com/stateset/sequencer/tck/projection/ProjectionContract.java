package com.stateset.sequencer.tck.projection;

import org.junit.jupiter.api.Nested;

/**
 * Every promise about projections but those about crashes ({@link ProjectionSurvivalContract}): they are what their events make
 * of them, whatever fails, however many share the work, whatever is rebuilt;
 * and those of each tenant are its own.
 */
public abstract class ProjectionContract {

    /** The fixture of the store under test. */
    protected abstract ProjectionFixture fixture();

    @Nested
    class State extends ProjectionStateContract {
        @Override
        protected ProjectionFixture fixture() {
            return ProjectionContract.this.fixture();
        }
    }

    @Nested
    class Failures extends ProjectionFailureContract {
        @Override
        protected ProjectionFixture fixture() {
            return ProjectionContract.this.fixture();
        }
    }

    @Nested
    class Breaks extends ProjectionBreakContract {
        @Override
        protected ProjectionFixture fixture() {
            return ProjectionContract.this.fixture();
        }
    }

    @Nested
    class Builds extends ProjectionBuildContract {
        @Override
        protected ProjectionFixture fixture() {
            return ProjectionContract.this.fixture();
        }
    }

    @Nested
    class Tenants extends ProjectionTenantContract {
        @Override
        protected ProjectionFixture fixture() {
            return ProjectionContract.this.fixture();
        }
    }

    @Nested
    class Erasures extends ProjectionErasureContract {
        @Override
        protected ProjectionFixture fixture() {
            return ProjectionContract.this.fixture();
        }
    }

    @Nested
    class Claims extends ProjectionClaimContract {
        @Override
        protected ProjectionFixture fixture() {
            return ProjectionContract.this.fixture();
        }
    }
}
