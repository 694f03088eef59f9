/** The way back from a server that has lost history: {@code agent recover, trust}. */
@NullMarked
package com.stateset.sequencer.cli.agent.recover;

import org.jspecify.annotations.NullMarked;
