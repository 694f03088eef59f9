/**
 * How events are sent (PROTOCOL section 5): requests with their envelopes, and what became of them.
 *
 * <pre>
 *   POST /events/ingest
 *       IngestRequest ─ UnsignedEnvelope*        ──► IngestAnswer ─ IngestResult*, IngestRejection*
 *   POST /ves/events/ingest
 *       SignedIngestRequest ─ SignedEnvelope*    ──► SignedIngestAnswer ─ WireReceipt*, SignedIngestRejection*
 *   POST …/chained: the same.   POST …/conditional: ConditionalIngestRequest, SignedConditionalIngestRequest ─ WireCondition
 *
 *   agent, import ── of(Event) ──► envelope ── JSON ──► envelope ── toNewEvent ──► admission
 * </pre>
 *
 * <p>Both ways answer for each event, in the order sent. They differ where existing agents do: the signed way writes members
 * in camel case, has hashes and signatures in hex with {@code 0x}, and counts duplicates as accepted, too.
 *
 * <p><b>What is checked where.</b> A record's constructor refuses what is no message at all: the call fails with the JSON
 * path. A hash, a signature or a name that is malformed is text here and is judged by admission, so that it rejects its own
 * event and not the others of its batch.
 */
@NullMarked
package com.stateset.sequencer.protocol.ingest;

import org.jspecify.annotations.NullMarked;
