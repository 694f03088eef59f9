/**
 * What everything of ours in an SQLite file shares: how the file is opened, written to and brought up to
 * date.
 *
 * <pre>
 *   SqliteFile ── openWriter ──► SqliteSchema   is it ours, and not of a newer version? brings it up to date by its MigrationScripts
 *       │                        ManualTransactions: BEGIN IMMEDIATE and COMMIT as statements, not the driver's own
 *       ├─ openReader, readers
 *       ├─ FileExamination  before: has the database the write-ahead log that belongs to it?
 *       ├─ FilePlace        while open: does the same file still stand there?
 *       ├─ FileMark         a row in the database that the next examination reads
 *       └─ Checkpointer     while written to: copies the log into the database, beside the writer
 *
 *   BusyRetry       waits for another connection's lock, up to a deadline
 *   SqliteFailures  says in the library's words what the driver complains of
 *   BinaryForm                  how values are stored
 *   NonCommittingConnection     lets others write in a transaction without ending it
 * </pre>
 *
 * <p>For the library's own modules: it may change from version to version.
 */
@NullMarked
package com.stateset.sequencer.sqlite.support;

import org.jspecify.annotations.NullMarked;
