/**
 * What is sent and what comes back: a batch, and its receipt.
 *
 * <pre>
 *   EventStream.append ─► IngestBatch (stream, events, rule) ─► Sequencer.ingest ─► IngestReceipt
 *                                                                                     outcomes  one per event, in order
 *                                                                                     treeHead  a tree that holds them all
 * </pre>
 *
 * <p>A receipt exists only once what it calls accepted is durable. It is made in memory of what the append has computed anyway; the
 * signature of its tree head and the proofs under it are made when they are first asked for.
 */
@NullMarked
package com.stateset.sequencer.ingest;

import org.jspecify.annotations.NullMarked;
