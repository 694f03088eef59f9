/**
 * From rows to a server that may come and go.
 *
 * <pre>
 *   RowReader ──► CommandUnits ──► BatchFiller ──► BatchSender ─── POST /api/v1/events/ingest ──► IngestAnswer
 *                 a command's      by count      the same bytes again                              │
 *                 rows stay        and bytes     until there is an answer                          ▼
 *                 together                                                     ImportTally, RejectsFile, ImportProgress
 * </pre>
 *
 * <p>{@code Importer} is the loop around it. While a batch is on its way the next one is read; batches are settled in the order
 * of the file. Nothing is remembered between runs: event ids are functions of the rows, so that the server finds the replays.
 */
@NullMarked
package com.stateset.sequencer.cli.ingest;

import org.jspecify.annotations.NullMarked;
