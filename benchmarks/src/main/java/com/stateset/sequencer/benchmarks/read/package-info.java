/**
 * How fast history is read again, and what those who read on cost those who write.
 *
 * <pre>
 *   java -jar benchmarks/target/benchmarks.jar replay            folding a stream, beside a bare SELECT of its rows
 *   java -jar benchmarks/target/benchmarks.jar subscribers       appending to a stream with subscribers, beside one without
 * </pre>
 *
 * <p>Both let two subjects take turns on one database: ours, bare, bare, ours in a round, so that a drift in the machine's speed
 * hits both alike. The ratio printed is the median over the rounds, with the smallest and the largest.
 *
 * <p><b>replay</b>: ours is {@code StreamReplay.fold}, every event as a {@code SequencedEvent}. Bare is one statement over plain
 * JDBC, in the driver's binary form, 1,000 rows per round trip, every column taken in its Java type and forgotten.
 *
 * <p><b>subscribers</b>: ours appends to a stream that has subscribers, each of which counts its events and checks their order;
 * bare appends the same way to a stream that has none. The first ratio is that of the appends; the second counts a turn as over
 * only when the last subscriber has the last event.
 */
@NullMarked
package com.stateset.sequencer.benchmarks.read;

import org.jspecify.annotations.NullMarked;
