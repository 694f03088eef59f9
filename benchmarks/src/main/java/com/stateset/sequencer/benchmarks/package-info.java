/**
 * Benchmarks, in one runnable jar.
 *
 * <pre>
 *   java -jar benchmarks/target/benchmarks.jar append            how fast events are stored, beside the bare limit
 *   java -jar benchmarks/target/benchmarks.jar append --quick    the same in seconds, to see that it runs
 *   java -jar benchmarks/target/benchmarks.jar append --help     its options: which cases, how long, which database
 *   java -jar benchmarks/target/benchmarks.jar heads             what a signed tree head and a proof cost each append
 *   java -jar benchmarks/target/benchmarks.jar growth            what becomes of appends, pages and proofs as a stream grows to 20 million events
 *   java -jar benchmarks/target/benchmarks.jar outbox            how fast an agent's outbox takes events, beside bare inserts
 *   java -jar benchmarks/target/benchmarks.jar proof             how long a proof takes, from small and large commitments
 *   java -jar benchmarks/target/benchmarks.jar replay            how fast a stream is folded, beside a bare SELECT of its rows
 *   java -jar benchmarks/target/benchmarks.jar subscribers       what 200 subscribers of a stream cost those who append to it
 *   java -jar benchmarks/target/benchmarks.jar sync              how long an agent takes to send what it has queued, over a slow line, too
 *   java -jar benchmarks/target/benchmarks.jar footprint         how soon a server listens, what memory it takes under load, and what it does for it
 *   java -jar benchmarks/target/benchmarks.jar suite             every row of results.json; benchmarks/run builds and runs it
 *   java -jar benchmarks/target/benchmarks.jar peers             ours beside other event stores; benchmarks/peers/run fetches them
 *   java -jar benchmarks/target/benchmarks.jar jmh               what the processor does for each event
 *   java -jar benchmarks/target/benchmarks.jar jmh -h            the options of JMH
 * </pre>
 *
 * <p>For figures to keep, fix the heap ({@code java -Xms512m -Xmx512m -jar …}), so that it is not resized between the intervals,
 * and let nothing else run: under load a call that several threads work on waits for a processor more often than a call that
 * one thread makes, and the ratio falls.
 *
 * <p><b>How to read the figures.</b> Look at the ratio; the events per second belong to one machine at one moment. Machines
 * change their speed for minutes at a time, so a figure from this run compares with no figure from another run. Every
 * benchmark therefore measures its limit beside it: the least that any program would have to do for the same result. A ratio
 * of 1.00 means that everything the library adds costs nothing; above it, the library's way is better than the plain one.
 *
 * <p>{@link com.stateset.sequencer.benchmarks.append} says what "bare" means there and how the two are interleaved.
 */
@NullMarked
package com.stateset.sequencer.benchmarks;

import org.jspecify.annotations.NullMarked;
