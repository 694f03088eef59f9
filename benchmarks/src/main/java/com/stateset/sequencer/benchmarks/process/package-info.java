/** Other programs that a benchmark drives: {@link com.stateset.sequencer.benchmarks.process.ChildProcess}. */
@NullMarked
package com.stateset.sequencer.benchmarks.process;

import org.jspecify.annotations.NullMarked;
