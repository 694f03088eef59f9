/**
 * Schemas of payloads, in JSON Schema 2020-12.
 *
 * <pre>
 *   PayloadSchemaRegistry ── register ──► SchemaDocument (form) ── CompiledSchema ── SchemaContainment (compatibility) ──► the store
 *        │                                                              ▲
 *        └── rule(mode) ──► SchemaRule (a PayloadRule) ── CompiledSchemas (by id) ──┘
 * </pre>
 *
 * <p><b>What must hold.</b> A schema is a program that a tenant brings, and a payload is its input, brought by someone else. Neither may
 * stop the server, whatever they are together. No single limit does it; each is for what the ones before it let through:
 *
 * <pre>
 *   of              what is bounded                                   where             against
 *
 *   a tenant        1000 schemas, 8 MiB of texts                      the registry      a store full of them
 *   a text          100 KiB, 64 levels, numbers of 400 digits         SchemaDocument    what is costly only to read
 *   its form        5000 schemas in it; references within it only     SchemaDocument    what is fetched, and what is costly to compile
 *   a pattern       RE2's, and the instructions of all together       PatternRules      back-tracking, and repetitions of repetitions
 *   what is kept    32 MiB, weighed by what schemas are compiled to   CompiledSchemas   small texts that become large
 *   a trial         six small payloads, before it is registered       CompiledSchema    references in a circle
 *   a check         steps, and 400 keywords within each other         CheckContext      references that fan out, and large payloads
 *   a batch         ten times as many steps                           WorkBudget        a thousand events that each just pass
 * </pre>
 *
 * <p>The limits of a schema are met when it is registered, by the one who can change it; those of a check are met by an event, which is
 * rejected. None is a time: a verdict depends on the schema, the payload and the batch, and on nothing else.
 */
@NullMarked
package com.stateset.sequencer.schema;

import org.jspecify.annotations.NullMarked;
