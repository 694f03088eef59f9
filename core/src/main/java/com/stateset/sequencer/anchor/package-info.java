/**
 * Which commitments are anchored on a chain of blocks, and by which transactions: kept for programs that send these.
 *
 * <pre>
 *   EventStore.as(AnchorHost) ──► AnchorStore ── pending ──► a program of its own ── transaction ──► the chain
 *                                     ▲                            │
 *                                     └────── ChainAnchor ─────────┘
 * </pre>
 *
 * <p>A sequencer neither sends transactions nor looks them up: it keeps what it is told, once. What an anchor proves, the chain shows.
 */
@NullMarked
package com.stateset.sequencer.anchor;

import org.jspecify.annotations.NullMarked;
