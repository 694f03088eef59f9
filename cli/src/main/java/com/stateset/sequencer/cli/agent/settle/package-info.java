/** Rejected events on the command line: {@code agent conflicts, settle, rebase, retry, discard}. */
@NullMarked
package com.stateset.sequencer.cli.agent.settle;

import org.jspecify.annotations.NullMarked;
