/**
 * How long it takes until a program that has just been started has stored its first event.
 */
@NullMarked
package com.stateset.sequencer.benchmarks.start;

import org.jspecify.annotations.NullMarked;
