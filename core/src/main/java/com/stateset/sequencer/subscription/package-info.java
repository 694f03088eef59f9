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
 * <p>A subscription pulls: it asks for the event after its last one, from the tail if it is there, else from the store. So there
 * is no seam between catching up and being live, and nothing that a slow subscriber could hold up. Wake-ups only say that it is
 * worth asking; a lost one costs some milliseconds.
 */
@NullMarked
package com.stateset.sequencer.subscription;

import org.jspecify.annotations.NullMarked;
