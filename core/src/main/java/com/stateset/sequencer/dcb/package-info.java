/**
 * Dynamic consistency boundaries (dcb.events): a decision is guarded not by the version of an entity, but by the events that it was made
 * on, whichever entities they are of. Opt-in; within one stream.
 *
 * <pre>
 *   event ── Tags: course:c1, student:s7                 stored beside it, in no hash
 *
 *   read    TagQuery, up to the head H                   ReadFilter.query
 *   decide
 *   append  AppendCondition(query, after H)              BatchRule.Atomic: all or nothing, under the lock of the head
 *              └─ an event behind H matches ──► Rejection.AppendConditionFailed: read again, decide again
 * </pre>
 *
 * <p>{@code EventStream.decide} with a {@code QueryDecider} does these three steps, over as many attempts as it takes.
 */
@NullMarked
package com.stateset.sequencer.dcb;

import org.jspecify.annotations.NullMarked;
