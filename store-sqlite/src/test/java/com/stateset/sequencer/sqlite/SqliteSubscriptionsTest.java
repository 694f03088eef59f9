package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.subscription.SubscriptionContract;

class SqliteSubscriptionsTest extends SubscriptionContract {

    @Override
    protected StoreFixture fixture() {
        return new SqliteFileFixture();
    }
}
