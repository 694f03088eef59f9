package com.stateset.sequencer.verify;

import com.stateset.sequencer.merkle.Hash;

/**
 * What a range's events give, computed from their content alone; the chain compares it with the stored commitment.
 *
 * @param root the Merkle root over their leaves
 * @param allSigned whether all of them are signed
 */
record RecomputedTree(Hash root, boolean allSigned) {}
