/**
 * Schemas of payloads, in JSON Schema 2020-12.
 *
 * <pre>
 *   PayloadSchemaRegistry ── register ──► SchemaDocument (form) ── CompiledSchema ── SchemaContainment (compatibility) ──► the store
 *        │                                                              ▲
 *        └── rule(mode) ──► SchemaRule (a PayloadRule) ── CompiledSchemas (by id) ──┘
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.schema;

import org.jspecify.annotations.NullMarked;
