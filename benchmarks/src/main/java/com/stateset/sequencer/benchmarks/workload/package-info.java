/**
 * The events that are stored, the same for whatever is measured: {@link com.stateset.sequencer.benchmarks.workload.AppendWorkload} makes them.
 */
@NullMarked
package com.stateset.sequencer.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
