/** Who sequences, and whether the server lives and can serve: {@code /sequencer}, {@code /health} and {@code /ready}, for anyone. */
@NullMarked
package com.stateset.sequencer.server.identity;

import org.jspecify.annotations.NullMarked;
