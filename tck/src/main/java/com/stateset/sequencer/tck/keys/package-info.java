/**
 * What a store promises about keys.
 *
 * <pre>
 *   KeyContract ──┬── AgentKeyContract     which keys an agent has, and from when until when
 *                 ├── KeyChangeContract    who may register, replace and revoke one
 *                 ├── AuthorshipContract   every event is judged by its agent's keys as they are when it is sequenced
 *                 └── ApiKeyContract       what callers authenticate with
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.tck.keys;

import org.jspecify.annotations.NullMarked;
