/** The keys that agents sign with, as an administrator looks after them at a server. */
@NullMarked
package com.stateset.sequencer.cli.agents;

import org.jspecify.annotations.NullMarked;
