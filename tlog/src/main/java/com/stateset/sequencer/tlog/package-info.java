/**
 * A history that cannot be rewritten unnoticed: one growing Merkle tree over the events of a stream, and signed statements of
 * its size and root (PROTOCOL section 6). Pure functions and immutable values in formats that others have defined, so that
 * independent software can check a log: RFC 9162 and C2SP {@code signed-note}, {@code tlog-checkpoint}, {@code
 * tlog-tiles}, {@code tlog-cosignature}, {@code tlog-proof@v1}.
 *
 * <pre>
 *  writing                                                       reading
 *
 *  CompactRange (right edge) ──┐
 *  new entries ────────────────┴─► AppendedEntries ─┬─► LogInclusionProof ◄──┐   ┌──► verify(record hash, root)
 *                                     │   │         └─► ConsistencyProof  ◄──┤   └──► verify(root before, root after)
 *                                     │   └─► TileHashes ─► storage          │
 *                                     ▼                        │             │
 *                              next CompactRange               └─ TileSource ┴─ LogProver
 *                                     │                           (TilePath, TileLayout, EntryBundle)
 *                                     ▼
 *                                  TreeHead ─► LogCheckpoint ── NoteSigner ─► SignedNote ─► text
 *                                                                                │
 *                        Cosignature (a witness adds a line) ────────────────────┤
 *                                                                                ▼
 *                        VerifierKey, NoteVerifier ───────────────────► CheckpointReader ─► SignedCheckpoint
 *                                                                                ▲
 *                        TlogProof (index, hashes, checkpoint in one file) ──────┘
 *
 *  HeadsLogEntry: a stream's head as an entry of the one log that witnesses follow
 * </pre>
 *
 * <p><b>Three kinds of 32 bytes.</b> An <em>entry</em> is what the log is about; in a stream's log the {@code leaf_hash} of an
 * event. A <em>record hash</em> is {@code H(0x00 || entry)}, the lowest level of the tree. A <em>node</em> is {@code H(0x01 ||
 * left || right)}. The prefixes keep a node from passing for an entry. All are {@link com.stateset.sequencer.merkle.Hash};
 * parameters are named for the kind they take, and methods that take entries say so in their name.
 *
 * <p><b>Indexes and sizes.</b> Entries count from 0, so event {@code n} is entry {@code n - 1}; a size is a number of entries,
 * from 0 to 2^63 - 1.
 *
 * <p>The module has no cryptography of its own: SHA-256 is the JDK's, and Ed25519 comes in through the two ports {@link
 * com.stateset.sequencer.tlog.NoteSigner} and {@link com.stateset.sequencer.tlog.NoteVerifier}. What comes from elsewhere is
 * refused with a {@link com.stateset.sequencer.tlog.LogVerificationException}, whose reason is one of the page's.
 */
@NullMarked
package com.stateset.sequencer.tlog;

import org.jspecify.annotations.NullMarked;
