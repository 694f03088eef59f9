/**
 * The monitor: follows all that a key may read of a sequencer, remembers what it was shown, and alarms when it is shown
 * something that does not fit, or nothing for too long. {@link com.stateset.sequencer.verify.monitor.LogMonitor} draws it.
 */
@NullMarked
package com.stateset.sequencer.verify.monitor;

import org.jspecify.annotations.NullMarked;
