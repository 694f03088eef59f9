/**
 * Commitments and the trees under them. Not exported; {@code CommitmentChain} is public for the store that composes it.
 *
 * <pre>
 *   events          1   2   3   4   5   6   7   8   9  ...            written by appends, read here by LeafReader
 *   commitments    [1 ────── 3][4 ────────── 7]                       immutable but for state roots filled in later
 *   commitment_tips                           7                       one row a stream; moves by compare-and-set
 *   commitment_tiles  the inner hashes of each range, put down before its commitment, shared by all who build the same
 * </pre>
 *
 * <p>Any number of processes may commit to the same stream at once, and none of them locks a head: an append never waits for a
 * commitment. That a range is committed to once is the tip's doing, see {@link CommitmentChain}.
 */
@NullMarked
package com.stateset.sequencer.postgres.commit;

import org.jspecify.annotations.NullMarked;
