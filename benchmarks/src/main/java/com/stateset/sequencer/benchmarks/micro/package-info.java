/**
 * What the processor does for each event, in isolation: one class, one question, the limit beside it. Run with
 * {@code java -jar benchmarks/target/benchmarks.jar jmh}, and read the ratios.
 */
@NullMarked
package com.stateset.sequencer.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
