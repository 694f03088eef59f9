/**
 * The promises of an event store, as tests that any store can run.
 *
 * <pre>
 *   a store module's tests                              this module
 *
 *   class MyFixture implements StoreFixture      ◄───── tck             StoreFixture: where stores live: create, open, delete
 *   class MyStoreContractTest
 *           extends DurableEventStoreContract    ─────►                 AppendContract, DedupeContract, …: one promise, one test
 *   class MyStoreKeysTest extends KeyContract    ─────► tck.keys        the keys of agents and of callers
 *   class MyStoreSubscriptionsTest
 *           extends SubscriptionContract         ─────► tck.subscription  following a stream
 *   class MyStoreHistoryTest
 *           extends HistoryOracleContract        ─────► tck.history     what is found only under load, judged by a model
 *   class MyStoreHistoryTreeTest
 *           extends HistoryTreeContract
 *   class MyStoreHeadsLogTest
 *           extends HeadsLogContract     ─────► tck.tree        the trees over the streams, and the log of heads
 *   class MyStoreProjectionTest
 *           extends ProjectionContract           ─────► tck.projection  projections kept in the store's own database
 *   class MyOutboxTest extends OutboxContract    ─────► tck.outbox      the outbox of an agent
 *                                                       tck.process     another JVM, to be frozen and killed
 * </pre>
 *
 * <p>Arrows between the packages point to this one and to {@code tck.process}; nothing points back.
 */
@NullMarked
package com.stateset.sequencer.tck;

import org.jspecify.annotations.NullMarked;
