/** The contract of stores that keep installations of agents: see {@link com.stateset.sequencer.device.DeviceHost}. */
@NullMarked
package com.stateset.sequencer.tck.device;

import org.jspecify.annotations.NullMarked;
