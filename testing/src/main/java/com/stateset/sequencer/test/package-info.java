/**
 * Tests of what applications build on the event log: the rules of their entities, their projections, and code that appends and reads.
 *
 * <pre>{@code
 * DeciderTest.of(new Stock()).given(new Sold(7)).when(new Sell(2)).thenEvents(new Sold(2)).thenState(1);
 * ProjectionTest.of(new Spent())
 *         .given(order, TYPES, new Placed("ada", 2933))
 *         .table("spent")
 *         .containsExactly(Map.of("customer", "ada", "cents", 2933));
 * }</pre>
 *
 * <pre>
 *   DeciderTest, QueryDeciderTest
 *        └────► DecisionCheck           ProjectionTest ─► TableCheck        SequencerExtension (JUnit)
 *        │                                   │                                   │
 *        └───────────────────────────────────┴──────► TestSequencer ◄────────────┘
 *                                                     TestClock, ids counted from 1, SQLite in memory
 * </pre>
 *
 * <p><b>Nothing is imitated.</b> Each test has a sequencer and a store of its own, SQLite's in memory, and runs on what production runs on:
 * events are written as JSON, made canonical, judged, hashed and read back. What is lost on that way, a test of the rules alone would
 * never see: a type that is in no mapping, a number that JSON does not carry, an {@code evolve} that forgets to copy.
 *
 * <p><b>The same each time.</b> Stream, event ids, command ids and times are fixed, so that hashes and receipts can be compared with those
 * of the last run.
 *
 * <p>What fails throws an {@link java.lang.AssertionError} that shows what was expected and what was there. Any test framework will do;
 * {@link com.stateset.sequencer.test.SequencerExtension} alone needs JUnit.
 */
@NullMarked
package com.stateset.sequencer.test;

import org.jspecify.annotations.NullMarked;
