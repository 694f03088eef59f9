/**
 * Measures proofs: {@link com.stateset.sequencer.benchmarks.proof.ProofBenchmark} commits to ranges of very different sizes and
 * proves events of each in turns. Its bare limit is the smallest commitment: the cost of a proof must not grow with the size.
 */
@NullMarked
package com.stateset.sequencer.benchmarks.proof;

import org.jspecify.annotations.NullMarked;
