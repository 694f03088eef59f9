/** What a store must do to carry projections. */
@NullMarked
package com.stateset.sequencer.projection.spi;

import org.jspecify.annotations.NullMarked;
