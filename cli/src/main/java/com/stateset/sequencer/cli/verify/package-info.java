/**
 * What a stranger checks a sequencer with: its API read without believing it, and bundles that prove one event.
 *
 * <pre>
 *   verify-stream ─► core's StreamAudit ◄── RemoteHistory ◄── Api ◄── a server
 *                                       ◄── HistorySource.of(store)
 *
 *   prove ─► ProofSource (RemoteProofSource, StoredProofSource) ─► ProofBundle ─► file ─► ProofBundle ─► BundleCheck ◄─ verify-proof
 *                                                             ▲
 *             EventForm, ProofForm, CommitmentForm, ReceiptForm, SequencerFacts, KeyDirectory: the shapes of PROTOCOL section 5
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.cli.verify;

import org.jspecify.annotations.NullMarked;
