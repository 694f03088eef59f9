package com.stateset.sequencer.postgres;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.device.DeviceContract;

class DeviceTableTest extends DeviceContract {

    @Override
    protected StoreFixture fixture() {
        return new PostgresFixture();
    }
}
