/**
 * What goes over the wire: one record per object of PROTOCOL sections 5 and 6, written and read by the same mapper.
 *
 * <pre>
 *   ingest             UnsignedEnvelope ─ in IngestRequest        ──► IngestAnswer        (IngestResult, IngestRejection)
 *                      SignedEnvelope ─── in SignedIngestRequest  ──► SignedIngestAnswer  (WireReceipt, SignedIngestRejection)
 *   reading            WireEvent = WireEnvelope + place + receipt; WireEventPage, WireEntityPage, WireHead, ServerSentEvent
 *   proving            WireCommitment, WireCommitmentPage, CommitmentRequest; WireProof, ProofClaim ──► ProofVerdict
 *   keys               KeyRegistration, KeyRevocation ──► KeyStatus; WireKeyDirectory; API keys, installations of agents
 *   who, whether       SequencerInfo, Health, Ready, WireError
 *   history            WireTreeHead, HistoryHead, HistoryProof, HistoryConsistency, HistoryAcceptance
 *   cloudevents        CloudEvent: the same events in the format of CloudEvents 1.0
 *   json               ProtocolJson: the mapper and its limits
 * </pre>
 *
 * <p>A record whose name begins with {@code Wire} is the form of a value of the same name in the core, and converts to and from it:
 * {@code of} on the way out, {@code toEvent}, {@code toReceipt}… on the way in. Such conversions check what the value itself checks
 * and no more; whether hashes and signatures fit is a verifier's business.
 *
 * <p>Records are immutable. A component that is not {@code @Nullable} is a member that must be there.
 */
@NullMarked
package com.stateset.sequencer.protocol;

import org.jspecify.annotations.NullMarked;
