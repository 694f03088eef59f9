/**
 * Events in the JSON format of CloudEvents 1.0, for software that knows that format and not ours.
 *
 * <pre>
 *   SequencedEvent ── CloudEvent.of ──► CloudEvent ── JSON ──► a stranger
 *   a stranger     ── JSON ──► CloudEvent, which is an Envelope ── toNewEvent ──► admission, as from the other envelopes
 *
 *   source    CloudSource   ves://tenant/store/agent
 *   subject   EntityName    entity type / entity id
 * </pre>
 *
 * <p>It is a form and no second protocol: what an event is, its limits and its verdicts are those of the other forms. Nothing is dropped on
 * the way in: an attribute that the log has no place for is refused, and so is one that contradicts another.
 */
@NullMarked
package com.stateset.sequencer.protocol.cloudevents;

import org.jspecify.annotations.NullMarked;
