/** Projections to start from. Their SQL suits both stores. */
@NullMarked
package com.stateset.sequencer.cli.projections;

import org.jspecify.annotations.NullMarked;
