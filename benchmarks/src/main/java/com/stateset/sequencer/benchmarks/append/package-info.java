/**
 * How fast events are stored through the public API, beside plain JDBC.
 *
 * <pre>
 *   AppendBenchmark ─► AppendCase     the question: callers, batch size, streams, and the ratio the design has to carry
 *                       │ opens
 *                       ▼
 *                    Subjects     ours (SequencerSubject) and one or more bare ones (BareSubject, BareSqlite)
 *                       │ are fed by AppendWorkload: the same kind of events, of the same size, for all
 *                       ▼
 *                    Run        warm-up, then rounds of Intervals in mirrored order: ours, bare, bare, ours
 *                       │
 *                       ▼
 *                    ResultTable    events/s, the ratio's median and range over the rounds, latencies per call,
 *                                   and this JVM's processor time per event
 * </pre>
 *
 * <p><b>Ours</b> is {@code EventStream.append} on a {@code Sequencer} with default settings: admission (strict JSON,
 * canonical form, hashes), group commit, dedupe, entity versions, leaf hashes, and the receipt. Only the building of the
 * {@code NewEvent}s is outside of the measurement, as it is the application's own doing.
 *
 * <p><b>Bare</b> on PostgreSQL is what anyone would write with JDBC to get gap-free numbers: one transaction that moves the
 * stream's head, inserts the batch with {@code insert … select from unnest(…)}, and commits. The rows have all columns of
 * ours at the same sizes, and the tables and indexes are the store's own, made by its migrations in a schema of their own.
 * The rows are made before the measurement, with random bytes for hashes: bare does no parsing, no hashing, no dedupe, no
 * version counting. {@code --bare plain}, the default, hands the columns to the driver with {@code createArrayOf};
 * {@code --bare tuned} sends arrays that were encoded in binary before the measurement and expands them in the cheapest way:
 * the database's work and hardly anything else.
 *
 * <p><b>A round</b> lets each subject run two intervals in mirrored order, so that a drift in the machine's speed hits all
 * alike; which one begins changes from round to round at random. A round's ratio is that of the rates within the round; the
 * ratio printed is the median over the rounds, with the smallest and the largest. Each subject has a stream (or four) that
 * goes on through all rounds, beginning empty with the warm-up, so that tables grow as they do in a running system; the one
 * that is faster has the larger table.
 */
@NullMarked
package com.stateset.sequencer.benchmarks.append;

import org.jspecify.annotations.NullMarked;
