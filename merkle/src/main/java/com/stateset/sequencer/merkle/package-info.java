/**
 * Hashes, Merkle trees and inclusion proofs of Verifiable Event Sync (VES) version 1, with no dependency but the JDK.
 *
 * <pre>
 *   Domain ("VES_LEAF_V1") ─┐
 *   fields of a record ─────┴─► DomainHasher ─► Hash (32 bytes, SHA-256)
 *                                                 │ leaves, in sequence order
 *          ┌──────────────────────────────────────┼───────────────────────┐
 *          ▼                                      ▼                       ▼
 *   MerkleRootBuilder                        MerkleTree            TiledTreeBuilder ─► Tile, Tile, … ─► storage
 *   the root alone, in O(log n)              all in memory, on     leaves pass by once                     │
 *          │                                 all cores             │                                       │ 1 to 3 tiles
 *          │                                      ├────────────────│──────────► InclusionProof ◄── TiledTree
 *          ▼                                      ▼                ▼                  │
 *        root ═══════════════════════════════ merkle root ═══════ root ◄── verify ────┘
 *                                                 │
 *   StateRoot.of(stream id, previous, root, range)▼
 *   ─► ChainLink ─► ChainLink ─► ChainLink        commitments of a stream, each over the state before it
 * </pre>
 *
 * <p>Every hash of the protocol starts with the ASCII prefix of its {@link com.stateset.sequencer.merkle.Domain}, so that
 * a hash made for one purpose never passes for another. A {@link com.stateset.sequencer.merkle.DomainHasher} is the one
 * place where fields become bytes; a {@link com.stateset.sequencer.merkle.Hash} is what comes out.
 *
 * <p>A tree's leaves are filled up with padding to a power of two. The three ways to build one give the same root;
 * subtrees of nothing but padding are neither hashed nor stored by any of them. Values are immutable, builders are for one
 * thread. What comes from elsewhere, a proof, a tile or a link of the chain, is a claim until it has been verified.
 */
@NullMarked
package com.stateset.sequencer.merkle;

import org.jspecify.annotations.NullMarked;
