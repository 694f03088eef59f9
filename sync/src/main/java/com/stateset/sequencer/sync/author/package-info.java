/**
 * How an agent's events are written: checked, completed, and signed on all cores, ahead of the inserts. For outboxes.
 *
 * <pre>
 *   NewEvent ─► EventAuthor ─► WrittenEvents ─► the outbox inserts the first events while SigningSlice signs later ones
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.sync.author;

import org.jspecify.annotations.NullMarked;
