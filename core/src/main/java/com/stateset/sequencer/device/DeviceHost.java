package com.stateset.sequencer.device;

/** An event store whose database also keeps installations of agents. Found by {@code EventStore.as}; implemented by the store itself. */
public interface DeviceHost {

    /** Where they are kept. The same object, or an equal one, at every call. */
    DeviceStore devices();
}
