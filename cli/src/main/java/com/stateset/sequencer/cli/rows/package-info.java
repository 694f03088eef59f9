/**
 * From a file to events, one row at a time: memory does not grow with the file.
 *
 * <pre>
 *   file ──► LineReader ──► InputLine ─┬─► NdjsonRows ────────────────────────────────────────────► Row
 *            encoding,            │   an event as JSON                                       = Readable(NewEvent)
 *            line numbers         └─► CsvCells | WhitespaceCells ──► TableRows ──────────────► | Unreadable(reason)
 *                                     quotes                         header, TableMapping
 *
 *   RowIds     names a row's event: a name-based UUID of stream, line number and text
 * </pre>
 *
 * <p>A row that cannot be read never stops the others: it comes out as {@code Row.Unreadable}, with its line number, its
 * text and the reason.
 */
@NullMarked
package com.stateset.sequencer.cli.rows;

import org.jspecify.annotations.NullMarked;
