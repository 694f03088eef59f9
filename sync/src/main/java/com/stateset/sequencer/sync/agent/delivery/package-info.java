/**
 * What waits to be sent, what was sent without an answer, and what to think of a unit that the server does not answer properly. Internal:
 * not exported.
 *
 * <pre>
 *   SendQueue ── DeliveryAttempts: how many times each event was sent without an answer
 *   BatchBisector ──► a unit alone ──► PoisonCandidates ── PoisonCandidate: left out until the log shows whether it was stored
 * </pre>
 *
 * <p>Everything here is for the one thread that holds the agent's turn, and nothing is remembered from one attempt to the next but what the
 * journal keeps.
 */
@NullMarked
package com.stateset.sequencer.sync.agent.delivery;

import org.jspecify.annotations.NullMarked;
