/**
 * The history tree over the wire (PROTOCOL section 6): what is said of a stream's tree in JSON. The tree's own files (checkpoints,
 * tiles, entry bundles, tlog-proofs) are not JSON and keep the formats of the module {@code tlog}; {@link
 * com.stateset.sequencer.protocol.http.RemoteLog} fetches them.
 *
 * <pre>
 *   ingest with tree_head=true   ──► WireTreeHead {size, root, checkpoint}, and with proofs=true a WireInclusion per event
 *   GET /history/head            ──► HistoryHead          GET /history/proofs/{n}    ──► HistoryProof
 *   GET /history/consistency     ──► HistoryConsistency   POST /history/accept       ──► WireTreeHead   (HistoryAcceptance)
 * </pre>
 *
 * <p>Roots and hashes are hex, as all hashes in JSON; a checkpoint is the signed note, verbatim, or null where no key signs. What
 * these records say is what a server claims: a size and a root are to be believed only from a checkpoint that {@link
 * com.stateset.sequencer.tlog.CheckpointReader} has read, and {@code size} and {@code root} beside it are for people and for servers
 * without a key.
 */
@NullMarked
package com.stateset.sequencer.protocol.history;

import org.jspecify.annotations.NullMarked;
