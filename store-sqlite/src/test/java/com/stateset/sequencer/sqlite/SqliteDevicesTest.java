package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.device.DeviceContract;

class SqliteDevicesTest extends DeviceContract {

    @Override
    protected StoreFixture fixture() {
        return new SqliteFileFixture();
    }
}
