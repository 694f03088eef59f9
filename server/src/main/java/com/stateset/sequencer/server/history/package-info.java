/**
 * The history tree: {@code /api/v1/history/…} in JSON, and each log as the files it consists of, {@code /log/…}.
 *
 * <pre>
 *   HistoryRoutes ──► ShownTree: the head that was signed, and what is proved under it
 *   LogRoutes ──► LogFiles: a checkpoint, tiles; nothing beyond the last size that was signed
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.server.history;

import org.jspecify.annotations.NullMarked;
