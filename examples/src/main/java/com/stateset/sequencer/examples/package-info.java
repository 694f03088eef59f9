/**
 * Programs to start from. Each is one file with a {@code main}, reads from top to bottom, and leaves nothing behind but the
 * files in its folder. In this order:
 *
 * <pre>
 *   QuickStart          store an event, send it again, read it
 *   BankAccount         an aggregate: decide on what an entity's events say, and notice that someone else was quicker
 *   CourseSubscriptions a rule over two kinds of things: decide on all events that have a tag, without a common aggregate
 *   RevenueTable        a projection: a table that follows the events, exactly once
 *   OfflineTill         tills that sell without a network, row and event in one transaction; a conflict, and its settlement
 *   ProofForAStranger   what someone checks who trusts neither the server nor its database
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.examples;

import org.jspecify.annotations.NullMarked;
