/** Projections through Jdbi. */
@NullMarked
package com.stateset.sequencer.projection.jdbi;

import org.jspecify.annotations.NullMarked;
