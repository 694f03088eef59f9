/**
 * Subjects that take turns, so that a drift of the machine hits all alike.
 *
 * <pre>
 *   TimedSubject ──► MeasuredSubject ──► Run   warm-up, then rounds of Intervals in mirrored order: ours, bare, bare, ours
 *                                    │
 *                                    ▼
 *                                 ResultTable  events/s, the ratio's median and range over the rounds, latencies per call,
 *                                              and this JVM's processor time per event
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.benchmarks.turns;

import org.jspecify.annotations.NullMarked;
