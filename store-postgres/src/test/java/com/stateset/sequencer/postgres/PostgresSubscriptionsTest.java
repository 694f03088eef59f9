package com.stateset.sequencer.postgres;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.subscription.SubscriptionContract;

class PostgresSubscriptionsTest extends SubscriptionContract {

    @Override
    protected StoreFixture fixture() {
        return new PostgresFixture();
    }
}
