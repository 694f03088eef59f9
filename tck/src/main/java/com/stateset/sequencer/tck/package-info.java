/**
 * The promises of an event store, as tests that any store can run.
 *
 * <pre>
 *   a store module's tests                          this package
 *
 *   class MyFixture implements StoreFixture ◄────── StoreFixture          where stores live: create, open, delete
 *   class MyStoreKeepsTheContractTest
 *           extends DurableEventStoreContract ────► AppendContract, DedupeContract, …   one promise, one test
 *   class MyStoreHistoryTest
 *           extends HistoryOracleContract ────────► HistoryRun           what is found only under load:
 *
 *        threads, tailing readers ┐                                        every call and its answer, recorded
 *        another JVM (WriterJvm) ─┴► EventStore.append ─► History ─► HistoryCheck ◄─ the log, read back at the end
 *                                                                     │
 *                                                                     └─ Judge: the protocol's rules, naively
 * </pre>
 *
 * <p>An append's answer holds the stream's head after it, so the moment at which it was decided is known exactly: the oracle
 * cuts the final log there, asks the {@code Judge} what the answer should have been, and demands precisely that. Calls without
 * an answer must explain, whole, every event that no answer explains. Where agents' keys were changed during a call, it may have
 * been judged by any state of theirs from its beginning to its end ({@code KeyTimeline}), and by no other.
 */
@NullMarked
package com.stateset.sequencer.tck;

import org.jspecify.annotations.NullMarked;
