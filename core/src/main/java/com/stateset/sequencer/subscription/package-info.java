/**
 * Reading on while others write: subscriptions to a stream, and feeds of many streams.
 *
 * <pre>
 *   appends of this process ─┐
 *   notices of the store ────┼─► Subscriptions ─► StreamTail      one per stream that somebody reads: where its head is, and its
 *   looking at the store ────┘         │             ▲  latest events, read once for all
 *                                      │             │ pages, by sequence number
 *                                      │          EventSubscription   one per subscriber: demand, place, one page
 *                                      │             │ events
 *                                      │             ▼
 *                                      │          Flow.Subscriber
 *                                      ▼
 *                                    Feed ─► FeedReader          many streams in turn, from a FeedCheckpoint
 * </pre>
 *
 * <p>Beside them stand the threads: {@code SubscriptionExecutor} runs the turns of all subscriptions, {@code Throttle} paces
 * wake-ups, and {@code PollLoop} looks at the store now and then, for as long as someone subscribes.
 *
 * <p>A subscription pulls: it asks for the event after its last one, from the tail if it is there, else from the store. So there
 * is no seam between catching up and being live, and nothing that a slow subscriber could hold up. Wake-ups only say that it is
 * worth asking; a lost one costs one pause between looks.
 *
 * <p>Those who do not want to ask for events follow a stream with a handler: a {@link Following} tells how that ended, and a
 * {@link FollowPolicy} says what happens when the handler throws.
 */
@NullMarked
package com.stateset.sequencer.subscription;

import org.jspecify.annotations.NullMarked;
