/**
 * What a sync costs an agent that comes back after a long time without a network.
 *
 * <pre>
 *   java -jar benchmarks/target/benchmarks.jar sync --events 200000                       on this machine
 *   java -jar benchmarks/target/benchmarks.jar sync --events 20000 --link 1Mbit,200ms     over a slow line
 *
 *   AgentProcess ──► LinkProxy (counts bytes, takes its time) ──► ServerProcess
 *    outbox.db, -Xmx64m                                            events.db, SQLite
 * </pre>
 *
 * <p>Server and agents are processes of their own, so that an agent's memory is its own; the proxy is in the process that measures. First
 * an agent with all events in its queue syncs; then another one, with an empty folder, pulls them. Beside each stands the least that the
 * line takes for the same bytes.
 */
@NullMarked
package com.stateset.sequencer.benchmarks.sync;

import org.jspecify.annotations.NullMarked;
