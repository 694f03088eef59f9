/** How much may be remembered. Internal: not exported. */
@NullMarked
package com.stateset.sequencer.memory;

import org.jspecify.annotations.NullMarked;
