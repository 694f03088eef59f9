/**
 * Reading what is stored, beside the writer.
 *
 * <pre>
 *   SqliteEventReader ──► SqliteEventQueries ─┬─► SequencedEventMapper   events, a row not trusted
 *     pages, histories      one stream, up to ├─► SqliteLeafReader       leaf hashes, packed
 *                           the head it had   └─► EventConditions        what a filter compares
 *   StreamList    streams and heads, in the order of their names
 *   StrayEvents   rows outside 1 to the head, for an audit
 * </pre>
 *
 * <p><b>What can race.</b> Appends, with every query here. The head is read first and bounds what follows: below it nothing
 * changes, so several statements see one state although no transaction holds them together.
 */
@NullMarked
package com.stateset.sequencer.sqlite.read;

import org.jspecify.annotations.NullMarked;
