/** The registry of the agents' public keys: {@code /agents/…}. */
@NullMarked
package com.stateset.sequencer.server.keys;

import org.jspecify.annotations.NullMarked;
