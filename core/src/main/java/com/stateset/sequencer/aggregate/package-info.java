/**
 * Aggregates: entities that are loaded, decided on, and changed only if they are still what was loaded.
 *
 * <pre>{@code
 * EntityRef book = new EntityRef("item", "nevermind");
 * Decision<Sold, Integer> decision = shop.decide(book, new Stock(), new Sell(1), Retry.onConflict(5));
 * decision.events();     // what happened: [Sold[copies=1]]
 * decision.state();      // what is left
 * decision.version();    // how many events the book has now
 * decision.receipt();    // where they stand in the stream
 * }</pre>
 *
 * <pre>
 *   Decider (one entity)  ──┐
 *   JointDecider (several) ─┴─► DecisionRun ─► load: StreamReplay, Snapshots
 *                                    │     ─► decide, evolve: the application's rules
 *                                    │     ─► EventTypes.toEvent, base versions, ids
 *                                    ▼
 *                          IngestBatch, BatchRule.Atomic ─► Sequencer.ingest ─► Decision, or a conflict: again, by Retry
 *
 *   QueryDecider (what matches a query) ─► QueryDecisionRun ─► the same, with an AppendCondition in the place of versions
 * </pre>
 *
 * <p><b>Optimistic, and exact.</b> Nothing is locked while the application decides. What it decided is appended all or nothing, at the
 * versions that it decided on: of every entity that it looked at, also of one that gets no event. The store compares them under the lock
 * of the stream's head, in the transaction that stores the events, so that of any number of writers, in any number of processes, no two
 * act on the same version. Who comes second gets a conflict, and decides anew.
 *
 * <p><b>The price</b> is the reading: a decision reads the histories of its entities each time, from the first event or from a
 * {@linkplain com.stateset.sequencer.aggregate.Decider#snapshots snapshot}. Entities are best kept short, or given snapshots. Many
 * writers on one entity cost attempts: of {@code n} who decide at the same time, one succeeds with each round.
 *
 * <p><b>Once.</b> A decision has an outcome that is not always heard of: a connection breaks after the events were stored. To make it
 * safe to ask again, name the command. Its id is the events' {@code command_id}, which is used up by them, and gives them their event
 * ids; a decision on a command that was decided before, in whichever process, is that decision again. A command that led to no events
 * leaves nothing in the log, and is decided anew.
 */
@NullMarked
package com.stateset.sequencer.aggregate;

import org.jspecify.annotations.NullMarked;
