/**
 * Schemas of payloads: what is kept of them, and what a store that keeps them promises. What a schema says is for those who check it; the
 * stores keep its text.
 *
 * <pre>
 *   PayloadSchemaHost ── schemas() ──► PayloadSchemaStore ── PayloadSchema
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.spi.schema;

import org.jspecify.annotations.NullMarked;
