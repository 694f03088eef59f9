/**
 * The oracle: many writers, readers and processes use a store at the same time, every call and its answer is recorded, and the
 * record is compared with what the rules of the protocol say.
 *
 * <pre>
 *   HistoryOracleContract ──► HistoryRun
 *
 *        threads, tailing readers ┐                                        every call and its answer, recorded
 *        another JVM (WriterJvm) ─┴► EventStore.append ─► History ─► HistoryCheck ◄─ the log, read back at the end
 *                                                                     │
 *                                                                     ├─ ReferenceModel: the protocol's rules, naively
 *                                                                     ├─ DecisionPoints: do all streams agree on the order of calls
 *                                                                     └─ LostCallSearch: events that no answer explains
 * </pre>
 *
 * <p>An append's answer holds the stream's head after it, so the moment at which it was decided is known exactly: the oracle
 * cuts the final log there, asks the {@code ReferenceModel} what the answer should have been, and demands precisely that. Calls
 * without an answer must explain, whole, every event that no answer explains. Where agents' keys were changed during a call, it may
 * have been judged by any state of theirs from its beginning to its end ({@code KeyTimeline}), and by no other.
 *
 * <p>All writers draw from one {@code Workload}, which is a function of a seed. A batch travels to another process and into failure
 * messages as a {@code BatchRecipe}, and a call with its answer as {@code CallLines}.
 */
@NullMarked
package com.stateset.sequencer.tck.history;

import org.jspecify.annotations.NullMarked;
