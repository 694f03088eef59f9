/** New ids. Depends on no other package. */
@NullMarked
package com.stateset.sequencer.id;

import org.jspecify.annotations.NullMarked;
