/**
 * The short keys of streams: 8 bytes in place of the 32 of tenant and store, in every row and every index of events. Not
 * exported; public for the packages that hold SQL.
 *
 * <pre>
 *   (tenant_id, store_id) ──stream_ids──► stream_id ──► stream_heads, events, commitments, ...
 *          readers: by name, in the statement
 *          writers: by the key that StreamKeys remembers, compared with the name in the statement
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.postgres.streams;

import org.jspecify.annotations.NullMarked;
