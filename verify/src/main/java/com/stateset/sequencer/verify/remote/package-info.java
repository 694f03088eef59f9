/**
 * The history of a stream as a server tells it over HTTP, for an audit that does not believe it.
 *
 * <pre>
 *   StreamAudit ─► RemoteHistory ─► protocol.http.SequencerClient ─► GET /events, /commitments, /proofs, /sequencer,
 *   prove ─► RemoteProofSource ┘         records, one mapper            /agents/{id}/signing-keys
 * </pre>
 *
 * <p>A server that is busy is borne with as long as the client's retries allow. What the server cannot read, and what it says in another
 * form than the protocol's, counts as damage of its history.
 */
@NullMarked
package com.stateset.sequencer.verify.remote;

import org.jspecify.annotations.NullMarked;
