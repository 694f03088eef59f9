/** What the sequencer tells of its work while it works: a port for metrics and logs to bind to. */
@NullMarked
package com.stateset.sequencer.observe;

import org.jspecify.annotations.NullMarked;
