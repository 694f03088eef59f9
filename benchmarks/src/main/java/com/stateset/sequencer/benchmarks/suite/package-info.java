/**
 * All questions in one run: {@link com.stateset.sequencer.benchmarks.suite.SuiteCommand} asks them one after the other and writes what came
 * of them.
 */
@NullMarked
package com.stateset.sequencer.benchmarks.suite;

import org.jspecify.annotations.NullMarked;
