/**
 * Strict canonical JSON (RFC 8785): what arrives is either refused with the place and the reason, or turned into the one
 * sequence of bytes that is stored and hashed.
 *
 * <pre>
 *   UTF-8 bytes ──InputText──► UTF-16 ──jackson-core──► tokens ──Canonicalizer──► JsonOutput ──► CanonicalJson
 *                    │                       │                │ │ │
 *                    │                       │   Members ◄────┘ │ └────► CanonicalNumber, Decimal
 *                    │                       │   (sorts an      │        (shortest digits; refuses integers
 *                    │                       │    object when   │         that would become others)
 *                    │                       │    it closes)    │
 *                    ▼                       ▼                  ▼
 *               bad UTF-8               bad syntax         any other problem
 *                    └───────────────────────┴──────────────────┴────► InvalidJsonException "path: problem"
 * </pre>
 *
 * <p>One pass, no tree. Nearly all texts need none of this: {@link com.stateset.sequencer.json.PlainText} makes their form from bytes to
 * bytes, of a text or of a value within a longer one ({@link com.stateset.sequencer.json.SentJson}), and leaves the others to the way above. The
 * buffers serve the next call.
 */
@NullMarked
package com.stateset.sequencer.json;

import org.jspecify.annotations.NullMarked;
