/**
 * What a server takes of a machine, started as an operator starts it.
 *
 * <pre>
 *   java -jar benchmarks/target/benchmarks.jar footprint "/opt/sequencer/bin/sequencer serve" "java -jar sequencer.jar serve"
 *
 *   FootprintBenchmark ─► LoadedServer    a process, a database, a stream to write and one to read
 *          │ for each ServedLoad
 *          ▼
 *         Run ─► HttpClients ─► LoadedServer    in turns, so that the machine's speed is the same for all
 * </pre>
 *
 * <p>Resident is what a process has of the machine's memory (VmRSS), code and files included; peak is the most of it since the process
 * began (VmHWM).
 */
@NullMarked
package com.stateset.sequencer.benchmarks.footprint;

import org.jspecify.annotations.NullMarked;
