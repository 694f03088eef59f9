/** What programs that anchor commitments on a chain of blocks ask and tell, in the forms of the original sequencer. */
@NullMarked
package com.stateset.sequencer.protocol.anchor;

import org.jspecify.annotations.NullMarked;
