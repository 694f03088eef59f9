/** The key that an agent signs with: {@code agent key}. */
@NullMarked
package com.stateset.sequencer.cli.agent.key;

import org.jspecify.annotations.NullMarked;
