/**
 * The console: a static page at {@code /} for a person with a key. What it is made of lies beside these classes as resources, and goes out
 * as it lies there.
 *
 * <pre>
 *   main.js ──► view-….js ──► verify.js ──► ves.js, tree.js, note.js, heads.js ──► bytes.js: WebCrypto
 *                   │             └──► trust.js: whose keys count
 *                   └──► api.js: the calls of this server, and of no other
 * </pre>
 *
 * <p>The page needs no key, and knows nothing: all that it shows it asks for with the key of whoever looks, so that it shows what that key
 * reaches. It believes the server as little as it can: see {@code verify.js}.
 */
@NullMarked
package com.stateset.sequencer.server.console;

import org.jspecify.annotations.NullMarked;
