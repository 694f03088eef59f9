/**
 * Replicas that follow a part of a stream: what they ask for, and pages that have their events whole and stand for all others by hashes.
 *
 * <pre>
 *   EventScope ──► WireScope ──► ScopedRequest ──── POST /events/scoped ────► server
 *       │                                                                       │
 *       └── follows(event): in whole        ScopedPageAnswer ◄──────────────────┘
 *                                           events, and HiddenRuns: one text for what lies between them
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.protocol.scope;

import org.jspecify.annotations.NullMarked;
