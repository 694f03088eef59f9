/**
 * JSON as the wire has it: one mapper, one set of limits, strict types.
 *
 * <pre>
 *   UTF-8 bytes ──JsonText──► characters, made harmless ──StrictParser──► tokens ──jackson-databind──► record
 *                 │ LoneSurrogates, DeepNesting              │                        │ WireTypes (scalars)
 *                 ▼                                          ▼                        ▼ MemberRules (required, null)
 *               bad UTF-8                      syntax, duplicates, lengths       wrong types, missing members
 *                 └──────────────────────────────────────────┴────────────────────────┴──► InvalidMessageException "path: problem"
 *
 *   record ──jackson-databind──► UTF-8 bytes;  a payload goes in and out as the very bytes it is: RawJson
 * </pre>
 *
 * <p>Nearly all texts need none of this before jackson-databind: {@link com.stateset.sequencer.json.SentJson} finds where a payload ends and
 * what its canonical form is in one pass over its bytes, {@code PlainParser} makes the tokens around it, and leaves all other texts, and all
 * that is wrong with any, to the way above.
 *
 * <p>{@link com.stateset.sequencer.protocol.json.ProtocolJson} is the way in. The same records are written and read, so that a
 * writer and a reader cannot disagree about a member's name or form.
 */
@NullMarked
package com.stateset.sequencer.protocol.json;

import org.jspecify.annotations.NullMarked;
