/** {@code witness}: a C2SP witness, over HTTP, with its memory in one SQLite file. */
@NullMarked
package com.stateset.sequencer.cli.witness;

import org.jspecify.annotations.NullMarked;
