/** The command {@code keys}: mints, lists and revokes the API keys of a server, over HTTP. */
@NullMarked
package com.stateset.sequencer.cli.keys;

import org.jspecify.annotations.NullMarked;
