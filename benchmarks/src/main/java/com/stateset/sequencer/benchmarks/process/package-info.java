/**
 * Processes beside the one that measures, so that their memory is their own: {@link
 * com.stateset.sequencer.benchmarks.process.ChildProcess} starts one, {@link com.stateset.sequencer.benchmarks.process.ServerProcess} is a
 * server for it.
 */
@NullMarked
package com.stateset.sequencer.benchmarks.process;

import org.jspecify.annotations.NullMarked;
