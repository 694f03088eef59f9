/** The promises of projections kept in the database of an event store, as tests that any such store can run. */
@NullMarked
package com.stateset.sequencer.tck.projection;

import org.jspecify.annotations.NullMarked;
