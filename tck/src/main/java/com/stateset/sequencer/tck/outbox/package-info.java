/** The promises of an agent's outbox, as tests that any outbox can run. */
@NullMarked
package com.stateset.sequencer.tck.outbox;

import org.jspecify.annotations.NullMarked;
