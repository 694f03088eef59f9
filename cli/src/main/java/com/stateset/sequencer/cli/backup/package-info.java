/**
 * Backups of a server on SQLite, and the way back.
 *
 * <pre>
 *   backup    DIR/events.db ── SqliteBackup.copy ─► FILE.part-… ─ renamed ─► FILE
 *
 *   restore   FILE ── SqliteBackup.copy ─► DIR/events.db.restoring ── audited, stream by stream
 *                                               │
 *             DIR/events.db ── held, its heads compared; renamed to events.db.replaced-MOMENT
 *                                               └─ renamed ─► DIR/events.db
 * </pre>
 *
 * <p>A backup never changes. What is audited is what is put in place, and nothing is put in place before the last question is
 * answered: until then DIR is as it was, and whatever ends a run leaves the old database or the new one, whole.
 */
@NullMarked
package com.stateset.sequencer.cli.backup;

import org.jspecify.annotations.NullMarked;
