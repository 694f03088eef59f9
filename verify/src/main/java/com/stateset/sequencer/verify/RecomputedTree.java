package com.stateset.sequencer.verify;

import com.stateset.sequencer.merkle.Hash;

/**
 * What a range's events give, computed from their content alone; the chain compares it with the stored commitment.
 *
 * @param root the Merkle root over their leaves
 * @param allSigned whether all of them are signed
 * @param receiptKey the newest version of the sequencer's key that signs a receipt of one of them; 0 for none, or if the source does
 *     not say
 */
record RecomputedTree(Hash root, boolean allSigned, int receiptKey) {}
