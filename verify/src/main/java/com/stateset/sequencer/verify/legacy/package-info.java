/**
 * Proofs of the original sequencer's unsigned commitments, which its users hold and can go on checking.
 *
 * <pre>
 *   LegacyProof ───────┐  answer of GET /api/v1/proofs/{sequence_number}, or its members one by one
 *   LegacyEvent ───────┼─► LegacyProofCheck ─► Findings: what was checked, and what was not
 *   LegacyCommitment ──┘         │             (the last two are optional, and so is a root from elsewhere)
 *                                ▼
 *                           LegacyTree: its leaf and its tree, which are not those of PROTOCOL section 4
 * </pre>
 *
 * <p>Such a proof shows less than one of ours: nothing in it is signed. So the findings name everything that a reader might take for proved
 * and that is not.
 */
@NullMarked
package com.stateset.sequencer.verify.legacy;

import org.jspecify.annotations.NullMarked;
